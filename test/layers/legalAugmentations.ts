/** Random legal arguments and images for the augmentation layers. */
import { batchShape, type Draw, formats, type Recipe, sizes } from './legalDraws.js';

/** Images in [batch, height, width, channels], or with channels first. */
const images =
  (channels: number, args: (draw: Draw) => Record<string, unknown> = () => ({})): Recipe =>
  (draw) => {
    const dataFormat = draw.one(...formats);
    return {
      args: { ...args(draw), dataFormat },
      shapes: [batchShape(draw, 2, channels, dataFormat, 3)],
      numbers: 'distinct',
    };
  };

/** A factor as one number or as a pair. */
function range(draw: Draw, least: number, most: number): number | number[] {
  return draw.one<number | number[]>(most, [least, most], [most / 2, most]);
}

const geometric = (draw: Draw): Record<string, unknown> => ({
  fillMode: draw.maybe(draw.one('reflect', 'wrap', 'constant', 'nearest')),
  fillValue: draw.maybe(2),
  interpolation: draw.maybe(draw.one('bilinear', 'nearest')),
  seed: draw.maybe(3),
});

const colors = (draw: Draw): Record<string, unknown> => ({
  valueRange: draw.maybe(draw.one([0, 1], [-1, 1])),
  seed: draw.maybe(3),
});

export const augmentations: Record<string, Recipe> = {
  randomFlip: images(2, (draw) => ({
    mode: draw.maybe(draw.one('horizontal', 'vertical', 'horizontalAndVertical')),
  })),
  randomRotation: images(2, (draw) => ({ ...geometric(draw), factor: range(draw, -0.3, 0.5) })),
  randomZoom: images(2, (draw) => ({
    ...geometric(draw),
    heightFactor: range(draw, -0.3, 0.5),
    widthFactor: draw.maybe(range(draw, -0.3, 0.5)),
  })),
  randomTranslation: images(2, (draw) => ({
    ...geometric(draw),
    heightFactor: range(draw, -0.3, 0.5),
    widthFactor: range(draw, -0.3, 0.5),
  })),
  randomShear: images(2, (draw) => ({
    ...geometric(draw),
    xFactor: draw.maybe(range(draw, 0, 0.4)),
    yFactor: draw.maybe(range(draw, 0, 0.4)),
  })),
  randomPerspective: images(2, (draw) => ({
    factor: draw.maybe(range(draw, 0, 1)),
    scale: draw.maybe(0.4),
    interpolation: draw.maybe(draw.one('bilinear', 'nearest')),
  })),
  randomCrop: images(2, (draw) => ({ height: draw.integer(1, 6), width: draw.integer(1, 6) })),
  randomContrast: images(2, (draw) => ({ ...colors(draw), factor: range(draw, 0, 0.5) })),
  randomBrightness: images(2, (draw) => ({ ...colors(draw), factor: range(draw, -0.4, 0.5) })),
  randomHue: images(3, (draw) => ({ ...colors(draw), factor: range(draw, 0, 0.5) })),
  randomSaturation: images(3, (draw) => ({ ...colors(draw), factor: range(draw, 0, 0.8) })),
  randomGrayscale: images(3, (draw) => ({ factor: draw.maybe(0.3) })),
  randomColorDegeneration: images(3, (draw) => ({ ...colors(draw), factor: range(draw, -0.2, 0.5) })),
  randomInvert: images(2, (draw) => ({ ...colors(draw), factor: draw.maybe(range(draw, 0, 1)) })),
  randomSharpness: images(2, (draw) => ({ ...colors(draw), factor: range(draw, 0, 0.9) })),
  randomGaussianBlur: images(2, (draw) => ({
    ...colors(draw),
    factor: draw.maybe(range(draw, 0, 1)),
    kernelSize: draw.maybe(sizes(draw, 2, 1, 5)),
    sigma: draw.maybe(range(draw, 0.2, 2)),
  })),
  randomPosterization: images(2, (draw) => ({
    ...colors(draw),
    factor: draw.one<unknown>(1, 5, [2, 7], [8, 8]),
  })),
  solarization: images(2, (draw) => ({
    ...colors(draw),
    additionFactor: draw.maybe(range(draw, 0, 0.5)),
    thresholdFactor: draw.maybe(range(draw, 0, 0.5)),
  })),
  randAugment: images(3, (draw) => ({
    ...colors(draw),
    numOps: draw.maybe(draw.one(1, 3)),
    factor: draw.maybe(range(draw, 0, 1)),
  })),
  augMix: images(3, (draw) => ({
    ...colors(draw),
    numChains: draw.maybe(2),
    chainDepth: draw.maybe(1),
    factor: draw.maybe(range(draw, 0, 1)),
    alpha: draw.maybe(0.4),
    allOps: draw.maybe(true),
  })),
  autoContrast: images(2),
  equalization: images(2, (draw) => ({ bins: draw.maybe(16) })),
  randomErasing: images(3, (draw) => ({
    ...colors(draw),
    factor: draw.maybe(range(draw, 0, 1)),
    scale: draw.maybe(range(draw, 0.1, 0.5)),
    fillValue: draw.maybe(draw.one<unknown>(0.5, [0, 0.5, 1])),
  })),
  mixUp: images(2, (draw) => ({ alpha: draw.maybe(0.5), seed: draw.maybe(3) })),
  cutMix: images(2, (draw) => ({ factor: draw.maybe(range(draw, 0, 1)), seed: draw.maybe(3) })),
};
