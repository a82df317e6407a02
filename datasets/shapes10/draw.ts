/** Draws pictures of ten shapes from a seed: any colour, texture, place, slant and size, with clutter and noise. */
import type { ImageBytes } from '../../src/data/imageBytes.js';
import { type RandomGenerator, randomGenerator } from '../../src/engine/seed.js';
import { coverageOf, type Placement } from './coverage.js';
import { type Outline, outlines } from './outlines.js';
import { texture } from './texture.js';
import { turn } from './turn.js';

const size = 32;
/** Half of the range of angles: 0.15 of a turn either way, so that every shape still has an upright. */
const maxTurn = 0.15;
const shapes: Outline[] = Object.values(outlines);
type Color = [red: number, green: number, blue: number];

const bar: Outline = [
  [
    [-1, -0.18],
    [1, -0.18],
    [1, 0.18],
    [-1, 0.18],
  ],
];
const speck: Outline = [
  [
    [-0.5, -0.5],
    [0.6, -0.3],
    [0.2, 0.6],
  ],
];

/** One picture's canvas and the arrays it is drawn with, used again for every picture. */
interface Canvas {
  pixels: Float64Array;
  coverage: Float64Array;
  pattern: Float64Array;
}

/**
 * `length` pictures of 32×32×3, the classes taking turns. The same seed gives the same bytes on every machine.
 * @param seed any whole number from 0 to 2^53 − 1
 */
export function drawShapes(length: number, seed: number): ImageBytes {
  const random = randomGenerator(seed);
  const images = new Uint8Array(length * size * size * 3);
  const labels = Uint8Array.from({ length }, (_, index) => index % shapes.length);
  const canvas: Canvas = {
    pixels: new Float64Array(size * size * 3),
    coverage: new Float64Array(size * size),
    pattern: new Float64Array(size * size),
  };
  for (let index = 0; index < length; index++) {
    drawPicture(shapes[labels[index]!]!, random, canvas);
    expose(random, canvas.pixels, images.subarray(index * size * size * 3, (index + 1) * size * size * 3));
  }
  return { images, labels };
}

function drawPicture(shape: Outline, random: RandomGenerator, canvas: Canvas): void {
  const background = randomColor(random);
  canvas.coverage.fill(1);
  paint(background, 40, random, canvas);
  const clutter = random.nextInteger(4);
  for (let piece = 0; piece < clutter; piece++) {
    const outline = random.nextInteger(2) === 0 ? bar : speck;
    coverageOf(outline, placement(random, 3 + 3 * random.next(), size / 2), size, canvas.coverage);
    paint(randomColor(random), 20, random, canvas);
  }
  const radius = 9 + 4 * random.next();
  coverageOf(shape, placement(random, radius, size / 2 - radius - 1), size, canvas.coverage);
  paint(colorAwayFrom(background, random), 30, random, canvas);
}

/** Lays a textured color over what `canvas.coverage` covers. */
function paint(
  color: Color,
  contrast: number,
  random: RandomGenerator,
  { pixels, coverage, pattern }: Canvas,
): void {
  texture(random, size, pattern);
  const strength = contrast * random.next();
  const tint = [0.5 + random.next(), 0.5 + random.next(), 0.5 + random.next()];
  for (let pixel = 0; pixel < coverage.length; pixel++) {
    const covered = coverage[pixel]!;
    if (covered === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const paintedOver = color[channel]! + strength * tint[channel]! * pattern[pixel]!;
      pixels[3 * pixel + channel]! += covered * (paintedOver - pixels[3 * pixel + channel]!);
    }
  }
}

/** Somewhere within `reach` of the middle, turned and stretched a little. */
function placement(random: RandomGenerator, radius: number, reach: number): Placement {
  const stretch = 0.9 + 0.2 * random.next();
  return {
    x: size / 2 + reach * (2 * random.next() - 1),
    y: size / 2 + reach * (2 * random.next() - 1),
    scaleX: radius * stretch,
    scaleY: radius / stretch,
    ...turn(maxTurn * (2 * random.next() - 1)),
  };
}

function randomColor(random: RandomGenerator): Color {
  return [255 * random.next(), 255 * random.next(), 255 * random.next()];
}

/** Different enough to be seen through textures and noise, in any direction: lighter, darker or of another hue. */
function colorAwayFrom(other: Color, random: RandomGenerator): Color {
  for (;;) {
    const color = randomColor(random);
    const distance = color.reduce((sum, value, channel) => sum + Math.abs(value - other[channel]!), 0);
    if (distance > 220) return color;
  }
}

/** Noise, then bytes. */
function expose(random: RandomGenerator, pixels: Float64Array, image: Uint8Array): void {
  const noise = 24 * random.next();
  for (let value = 0; value < image.length; value++) {
    const noisy = pixels[value]! + noise * (random.next() + random.next() - 1);
    image[value] = Math.max(0, Math.min(255, Math.round(noisy)));
  }
}
