/** A few augmentations, picked at random. Cubuk et al. 2020, "RandAugment: Practical automated data augmentation with a
 *  reduced search space". Mirrors keras.layers.RandAugment. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional, positiveInteger } from '../arguments.js';
import {
  bounds,
  type ColorArgs,
  colorSchema,
  type Factor,
  type GeometricInterpolation,
  interpolation,
} from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { requireColors } from './colorLayer.js';
import { type Operation, type OperationName, operationsOf, PolicyLayer } from './policyLayer.js';

/** Arguments of `layers.randAugment`. */
export interface RandAugmentArgs extends ColorArgs {
  /** How many operations follow each other; one may be picked again. Default 2. */
  numOps?: number;
  /** How strong they may be, from 0 to 1. One number f stands for [0, f]. Default 0.5. */
  factor?: Factor;
  /** How moved images make up values between pixels. Default `bilinear`. */
  interpolation?: GeometricInterpolation;
}

/**
 * In training, applies `numOps` operations one after the other, each picked out of shear, translation, rotation, brightness,
 * color degeneration, contrast, sharpness, posterization, solarization, automatic contrast and equalization. A batch gets
 * the same operations, each image its own strength, as in Keras. `augment` takes masks and boxes along.
 * @shape [batch, height, width, 3] → the same
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue
 * @example layers.randAugment({ numOps: 2, factor: 0.3, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randAugment(args: RandAugmentArgs = {}): Augmentation {
  return new RandAugment(args);
}

const schema = {
  ...colorSchema,
  numOps: optional(positiveInteger, 2),
  factor: optional(bounds(0, 1), () => [0, 0.5] as [number, number]),
  interpolation,
};

/** In Keras's order. */
const names: readonly OperationName[] = [
  'randomShear',
  'randomTranslation',
  'randomRotation',
  'randomBrightness',
  'randomColorDegeneration',
  'randomContrast',
  'randomSharpness',
  'randomPosterization',
  'solarization',
  'autoContrast',
  'equalization',
];

class RandAugment extends PolicyLayer<typeof schema> {
  static readonly className = 'RandAugment';
  protected readonly operations: readonly Operation[] = operationsOf(names, this.settings);

  constructor(args: RandAugmentArgs) {
    super(args, schema);
  }

  protected override requireLast(shape: Shape): void {
    requireColors(this.label, shape);
  }

  protected override draw(shape: ImagesShape): Transformation {
    const layerIndices = this.numbers(
      [this.settings.numOps],
      (random) => random.nextInteger(names.length),
      'int32',
    );
    return { layerIndices, ...this.drawOperations('', shape) };
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    return this.inTurn(images, transformation, (x, layer, drawn) => layer.transformImages(x, drawn));
  }

  override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    return this.inTurn(masks, transformation, (x, layer, drawn) =>
      layer.transformMasks(x as Tensor4D, drawn),
    );
  }

  override transformBoxes(boxes: Tensor, transformation: Transformation, shape: ImagesShape): Tensor {
    return this.inTurn(boxes, transformation, (x, layer, drawn) => layer.transformBoxes(x, drawn, shape));
  }

  private inTurn(
    x: Tensor,
    transformation: Transformation,
    apply: (x: Tensor, layer: Operation['layer'], drawn: Transformation) => Tensor,
  ): Tensor {
    const { numOps } = this.settings;
    const indices = tf.split(tf.cast(transformation.layerIndices!, 'int32'), numOps);
    return indices.reduce(
      (result, index) =>
        this.chosen(result, index, '', transformation, (layer, drawn) => apply(result, layer, drawn)),
      x,
    );
  }
}
tf.serialization.registerClass(RandAugment);
