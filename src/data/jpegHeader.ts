/** What a JPEG says of itself before its pixels. */

/** The frame of a baseline, extended or progressive JPEG of 8 bits a sample. */
export interface JpegHeader {
  width: number;
  height: number;
  /** 1 gray, 3 colors, 4 printer's inks. */
  components: number;
}

const marker = {
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  restart0: 0xd0,
  restart7: 0xd7,
  temporary: 0x01,
  frames: [0xc0, 0xc1, 0xc2],
  otherFrames: [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf],
};

/** Undefined for what is no JPEG, for the rare kinds (lossless, arithmetic, 12 bits), and for one that lacks its end. */
export function jpegHeader(content: Uint8Array): JpegHeader | undefined {
  const { length } = content;
  if (length < 4 || content[0] !== 0xff || content[1] !== marker.start) return undefined;
  if (content[length - 2] !== 0xff || content[length - 1] !== marker.end) return undefined;
  for (let at = 2; at + 9 < length; ) {
    if (content[at] !== 0xff) return undefined;
    const kind = content[at + 1]!;
    if (kind === 0xff) at++;
    else if (marker.frames.includes(kind)) return frameAt(content, at + 4);
    else if (kind === marker.scan || marker.otherFrames.includes(kind)) return undefined;
    else if (kind === marker.temporary || (kind >= marker.restart0 && kind <= marker.restart7)) at += 2;
    else at += 2 + sixteenBits(content, at + 2);
  }
  return undefined;
}

function frameAt(content: Uint8Array, at: number): JpegHeader | undefined {
  const [precision, height, width] = [
    content[at]!,
    sixteenBits(content, at + 1),
    sixteenBits(content, at + 3),
  ];
  return precision === 8 && height > 0 && width > 0
    ? { width, height, components: content[at + 5]! }
    : undefined;
}

function sixteenBits(content: Uint8Array, at: number): number {
  return (content[at]! << 8) | content[at + 1]!;
}
