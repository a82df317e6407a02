/** An augmentation that picks among others: which one, and with what, is drawn anew for every batch. */
import type { Tensor } from '@tensorflow/tfjs';
import { isObserved, tf } from '../../engine/index.js';
import type { Schema } from '../arguments.js';
import type { GeometricInterpolation } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { autoContrast } from './autoContrast.js';
import { equalization } from './equalization.js';
import { randomBrightness } from './randomBrightness.js';
import { randomColorDegeneration } from './randomColorDegeneration.js';
import { randomContrast } from './randomContrast.js';
import { randomPosterization } from './randomPosterization.js';
import { randomRotation } from './randomRotation.js';
import { randomSharpness } from './randomSharpness.js';
import { randomShear } from './randomShear.js';
import { randomTranslation } from './randomTranslation.js';
import { solarization } from './solarization.js';

/** What the operations of a policy share. */
export interface PolicySettings {
  factor: [number, number];
  valueRange: [number, number];
  interpolation: GeometricInterpolation;
  seed: number | null;
}

/** An operation of a policy. */
export interface Operation {
  name: string;
  layer: AugmentationLayer<Schema>;
}

type Maker = (settings: PolicySettings, seed: number | undefined) => Augmentation;

const bitsOfByte = 8;

/** Every operation, with the arguments that Keras's policies give it. */
const makers = {
  randomShear: ({ factor, interpolation }, seed) =>
    randomShear({ xFactor: factor, yFactor: factor, interpolation, seed }),
  randomTranslation: ({ factor, interpolation }, seed) =>
    randomTranslation({ heightFactor: factor, widthFactor: factor, interpolation, seed }),
  randomRotation: ({ factor, interpolation }, seed) => randomRotation({ factor, interpolation, seed }),
  randomBrightness: ({ factor, valueRange }, seed) => randomBrightness({ factor, valueRange, seed }),
  randomColorDegeneration: ({ factor, valueRange }, seed) =>
    randomColorDegeneration({ factor, valueRange, seed }),
  randomContrast: ({ factor, valueRange }, seed) => randomContrast({ factor, valueRange, seed }),
  randomSharpness: ({ factor, valueRange }, seed) => randomSharpness({ factor, valueRange, seed }),
  randomPosterization: ({ factor, valueRange }, seed) =>
    randomPosterization({ factor: Math.max(1, Math.trunc(bitsOfByte * factor[1])), valueRange, seed }),
  solarization: ({ factor, valueRange }, seed) =>
    solarization({ additionFactor: factor, thresholdFactor: factor, valueRange, seed }),
  autoContrast: ({ valueRange }) => autoContrast({ valueRange }),
  equalization: ({ valueRange }) => equalization({ valueRange }),
} satisfies Record<string, Maker>;

/** The name of an operation. */
export type OperationName = keyof typeof makers;

/** Makes the operations of a policy. Each draws numbers of its own: with one seed, they would all draw the same. */
export function operationsOf(names: readonly OperationName[], settings: PolicySettings): Operation[] {
  return names.map((name, place) => {
    const layer = makers[name](settings, settings.seed === null ? undefined : settings.seed + place + 1);
    if (!(layer instanceof AugmentationLayer)) throw new TypeError(`${name} is no augmentation layer.`);
    return { name, layer };
  });
}

export abstract class PolicyLayer<S extends Schema> extends AugmentationLayer<S> {
  protected abstract readonly operations: readonly Operation[];

  /** One draw of every operation, under names that begin with `place`. */
  protected drawOperations(place: string, shape: ImagesShape): Transformation {
    const drawn = this.operations.map(({ name, layer }) =>
      Object.entries(layer.drawTransformation(shape)).map(([key, value]) => [
        `${place}${name}.${key}`,
        value,
      ]),
    );
    return Object.fromEntries(drawn.flat()) as Transformation;
  }

  /**
   * What the operation that `index` names makes of something; that itself if there is no such operation. In a graph, whose
   * steps are always the same, all of them run and one is taken.
   * @param index int32, one number
   */
  protected chosen(
    x: Tensor,
    index: Tensor,
    place: string,
    transformation: Transformation,
    apply: (layer: Operation['layer'], transformation: Transformation) => Tensor,
  ): Tensor {
    const applied = ({ name, layer }: Operation): Tensor =>
      apply(layer, drawnFor(`${place}${name}.`, transformation));
    if (!isObserved()) {
      const operation = this.operations[index.dataSync()[0]!];
      return operation === undefined ? x : applied(operation);
    }
    const one = tf.reshape(index, new Array<number>(x.rank).fill(1));
    return this.operations.reduce<Tensor>(
      (result, operation, number) => tf.where(tf.equal(one, number), applied(operation), result),
      x,
    );
  }
}

/** What was drawn for one operation, under the operation's own names. */
function drawnFor(prefix: string, transformation: Transformation): Transformation {
  const own = Object.entries(transformation).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
