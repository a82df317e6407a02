/** Blends of several chains of augmentations. Hendrycks et al. 2020, "AugMix: A Simple Data Processing Method to Improve
 *  Robustness and Uncertainty". Mirrors keras.layers.AugMix. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { boolean, optional, positive, positiveInteger } from '../arguments.js';
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
import { betaNumber, logGammaNumber } from './mixingLayer.js';
import { type Operation, type OperationName, operationsOf, PolicyLayer } from './policyLayer.js';

/** Arguments of `layers.augMix`. */
export interface AugMixArgs extends ColorArgs {
  /** How many chains are blended. Default 3. */
  numChains?: number;
  /** How many operations a chain has at most: each place may stay empty. Default 3. */
  chainDepth?: number;
  /** How strong they may be, from 0 to 1. One number f stands for [0, f]. Default 0.3. */
  factor?: Factor;
  /** Of the distributions that the weights of the chains and of the image itself come from: the larger, the more even.
   *  Default 1. */
  alpha?: number;
  /** Whether brightness, color degeneration, contrast and sharpness may be picked, too. Default true. */
  allOps?: boolean;
  /** How moved images make up values between pixels. Default `bilinear`. */
  interpolation?: GeometricInterpolation;
}

/**
 * In training, blends every image with several augmented copies of itself and cuts the values at `valueRange`. A batch gets
 * the same operations and weights, each image its own strengths, as in Keras. Boxes stay as they are, as in Keras; masks are
 * those of the copy, or of the image itself, that counts most, where Keras would blend classes.
 * @shape [batch, height, width, channels] → the same; 3 channels with `allOps`
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue with `allOps`
 * @example layers.augMix({ factor: 0.2, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function augMix(args: AugMixArgs = {}): Augmentation {
  return new AugMix(args);
}

const schema = {
  ...colorSchema,
  numChains: optional(positiveInteger, 3),
  chainDepth: optional(positiveInteger, 3),
  factor: optional(bounds(0, 1), () => [0, 0.3] as [number, number]),
  alpha: optional(positive, 1),
  allOps: optional(boolean, true),
  interpolation,
};

/** In Keras's order. */
const names: readonly OperationName[] = [
  'randomShear',
  'randomTranslation',
  'randomRotation',
  'randomPosterization',
  'solarization',
  'autoContrast',
  'equalization',
];
const namesOfAll: readonly OperationName[] = [
  ...names,
  'randomBrightness',
  'randomColorDegeneration',
  'randomContrast',
  'randomSharpness',
];

class AugMix extends PolicyLayer<typeof schema> {
  static readonly className = 'AugMix';
  protected readonly operations: readonly Operation[] = operationsOf(
    this.settings.allOps ? namesOfAll : names,
    this.settings,
  );

  constructor(args: AugMixArgs) {
    super(args, schema);
  }

  protected override requireLast(shape: Shape): void {
    if (this.settings.allOps) requireColors(this.label, shape);
  }

  protected override draw(shape: ImagesShape): Transformation {
    const { numChains, chainDepth, alpha } = this.settings;
    // Shares of gamma numbers are Dirichlet's; in logarithms, since small ones could not be told from 0.
    const chainMixingWeights = tf.softmax(
      this.numbers([numChains], (random) => logGammaNumber(random, alpha)),
    );
    const weightSample = this.numbers([1], (random) => betaNumber(random, alpha));
    // One more than there are operations: the place stays empty.
    const choices = this.operations.length + 1;
    const layerIndices = this.numbers(
      [numChains * chainDepth],
      (random) => random.nextInteger(choices),
      'int32',
    );
    const draws = this.slots().map((slot) => this.drawOperations(slot, shape));
    return Object.assign({ chainMixingWeights, weightSample, layerIndices }, ...draws) as Transformation;
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    const { chainMixingWeights, weightSample } = transformation;
    const chains = this.chains(images, transformation, (x, layer, drawn) => layer.transformImages(x, drawn));
    const weights = tf.unstack(chainMixingWeights!);
    const blended = tf.addN(chains.map((chain, place) => tf.mul(chain, weights[place]!)));
    const own = tf.reshape(weightSample!, []);
    const mixed = tf.add(tf.mul(images, own), tf.mul(blended, tf.sub(1, own)));
    return tf.clipByValue(mixed, ...this.settings.valueRange);
  }

  override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    const { chainMixingWeights, weightSample } = transformation;
    const chains = this.chains(masks, transformation, (x, layer, drawn) =>
      layer.transformMasks(x as Tensor4D, drawn),
    );
    const own = tf.reshape(weightSample!, [1]);
    const shares = tf.concat([own, tf.mul(tf.sub(1, own), chainMixingWeights!)]);
    const heaviest = tf.reshape(tf.argMax(shares), [1, 1, 1, 1]);
    return chains.reduce<Tensor>(
      (result, chain, place) => tf.where(tf.equal(heaviest, place + 1), chain, result),
      masks,
    );
  }

  private slots(): string[] {
    const { numChains, chainDepth } = this.settings;
    return Array.from({ length: numChains * chainDepth }, (_, place) => {
      return `${Math.floor(place / chainDepth)}.${place % chainDepth}.`;
    });
  }

  /** What every chain makes of something. */
  private chains(
    x: Tensor,
    transformation: Transformation,
    apply: (x: Tensor, layer: Operation['layer'], drawn: Transformation) => Tensor,
  ): Tensor[] {
    const { numChains, chainDepth } = this.settings;
    const slots = this.slots();
    const indices = tf.split(tf.cast(transformation.layerIndices!, 'int32'), slots.length);
    return Array.from({ length: numChains }, (_, chain) => {
      let result = x;
      for (let place = chain * chainDepth; place < (chain + 1) * chainDepth; place++) {
        const before = result;
        result = this.chosen(before, indices[place]!, slots[place]!, transformation, (layer, drawn) =>
          apply(before, layer, drawn),
        );
      }
      return result;
    });
  }
}
tf.serialization.registerClass(AugMix);
