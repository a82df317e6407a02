/** Jupyter counts positions in code points, JavaScript in UTF-16 units: an emoji is one there and two here. */

/** The UTF-16 offset of a position in code points; clamped to the text. */
export function offsetOfCodePoint(text: string, position: number): number {
  let offset = 0;
  for (let seen = 0; seen < position && offset < text.length; seen++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/** The position in code points of a UTF-16 offset. */
export function codePointOfOffset(text: string, offset: number): number {
  let position = 0;
  for (let at = 0; at < offset && at < text.length; position++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return position;
}
