import type { ImageSource } from '../../src/plots/index.js';

export const tenClasses = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** Images that differ from each other and in every corner: a disc that grows with the index, on a ramp. */
export function testImages(length: number, channels = 3, size = 32): ImageSource {
  return {
    length,
    imageShape: [size, size, channels],
    classNames: tenClasses,
    label: (index) => index % 10,
    image(index) {
      const pixels = new Uint8Array(size * size * channels);
      for (let at = 0; at < pixels.length; at++) {
        const [channel, x, y] = [
          at % channels,
          Math.floor(at / channels) % size,
          Math.floor(at / channels / size),
        ];
        const inside = (x - size / 2) ** 2 + (y - size / 2) ** 2 < (3 + (index % 10)) ** 2;
        pixels[at] = inside ? (index * 37 + channel * 90) % 256 : (4 * x + 3 * y * (channel + 1)) % 256;
      }
      return pixels;
    },
  };
}
