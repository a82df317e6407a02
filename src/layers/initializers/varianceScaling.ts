/** Random weights whose variance fits the number of inputs or outputs of a layer. Mirrors
 *  keras.initializers.VarianceScaling and the five that are made of it. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { randomTensor, tf } from '../../engine/index.js';
import { integers, nullable, oneOf, optional, positive, readArguments, seed } from '../arguments.js';
import { type Initializer, RandomInitializer, type RandomInitializerArgs } from './initializer.js';

/** Arguments of the initializers that scale with a layer's size. */
export interface ScaledInitializerArgs extends RandomInitializerArgs {
  /** The axes whose lengths multiply to the number of inputs. Default: all but the last. */
  inputAxes?: readonly number[] | null;
  /** The axes whose lengths multiply to the number of outputs. Default: all but the last but one. */
  outputAxes?: readonly number[] | null;
}

/** Arguments of `initializers.varianceScaling`. */
export interface VarianceScalingArgs extends ScaledInitializerArgs {
  /** The variance times the number of inputs. Default 1. */
  scale?: number;
  /** Which number counts: a layer's inputs, its outputs, or their mean. Default `fanIn`. */
  mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  /** Default `truncatedNormal`. */
  distribution?: 'truncatedNormal' | 'untruncatedNormal' | 'uniform' | 'normal';
}

const scaled = { seed, inputAxes: nullable(integers), outputAxes: nullable(integers) };

const schema = {
  scale: optional(positive, 1),
  mode: optional(oneOf(['fanIn', 'fanOut', 'fanAvg']), 'fanIn'),
  distribution: optional(
    oneOf(['truncatedNormal', 'untruncatedNormal', 'uniform', 'normal']),
    'truncatedNormal',
  ),
  ...scaled,
};

/** The deviation of a normal distribution of deviation 1 that is cut at two deviations. */
const truncatedDeviation = 0.87962566103423978;

export class VarianceScaling extends RandomInitializer {
  static get className(): string {
    return 'VarianceScaling';
  }

  protected readonly settings;

  constructor(args: VarianceScalingArgs = {}) {
    const settings = readArguments('varianceScaling', args, schema);
    super(settings.seed);
    this.settings = settings;
  }

  apply(shape: Shape): Tensor {
    const { scale, mode, distribution } = this.settings;
    const [inputs, outputs] = this.fans(shape as number[]);
    const count = { fanIn: inputs, fanOut: outputs, fanAvg: (inputs + outputs) / 2 }[mode];
    const variance = scale / Math.max(1, count);
    return tf.tidy(() => {
      const sizes = shape as number[];
      if (distribution === 'uniform') {
        const limit = Math.sqrt(3 * variance);
        const drawn = randomTensor('uniform', sizes, () => this.seedForOne());
        return tf.sub(tf.mul(drawn, 2 * limit), limit);
      }
      const isCut = distribution !== 'untruncatedNormal';
      const drawn = randomTensor(isCut ? 'truncatedNormal' : 'normal', sizes, () => this.seedForOne());
      return tf.mul(drawn, Math.sqrt(variance) / (isCut ? truncatedDeviation : 1));
    });
  }

  private fans(shape: number[]): [inputs: number, outputs: number] {
    const product = (sizes: number[]): number => sizes.reduce((a, b) => a * b, 1);
    const { inputAxes, outputAxes } = this.settings;
    if (inputAxes !== null && outputAxes !== null) {
      const over = (axes: number[]): number => product(axes.map((axis) => shape.at(axis)!));
      return [over(inputAxes), over(outputAxes)];
    }
    if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
    const places = product(shape.slice(0, -2));
    return [shape.at(-2)! * places, shape.at(-1)! * places];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.settings };
  }
}
tf.serialization.registerClass(VarianceScaling);

type Mode = VarianceScalingArgs['mode'];
type Distribution = VarianceScalingArgs['distribution'];

/** One of the named ones: its scale, mode and distribution are its name, and not in its configuration. */
function namedScaling(
  className: string,
  scale: number,
  mode: Mode,
  distribution: Distribution,
): new (
  args?: ScaledInitializerArgs,
) => Initializer {
  const name = className.charAt(0).toLowerCase() + className.slice(1);
  class Named extends VarianceScaling {
    static override get className(): string {
      return className;
    }

    constructor(args: ScaledInitializerArgs = {}) {
      super({ scale, mode, distribution, ...readArguments(name, args, scaled) });
    }

    override getConfig(): serialization.ConfigDict {
      const { seed, inputAxes, outputAxes } = this.settings;
      return { seed, inputAxes, outputAxes };
    }
  }
  tf.serialization.registerClass(Named);
  return Named;
}

export const GlorotUniform = namedScaling('GlorotUniform', 1, 'fanAvg', 'uniform');
export const GlorotNormal = namedScaling('GlorotNormal', 1, 'fanAvg', 'truncatedNormal');
export const HeUniform = namedScaling('HeUniform', 2, 'fanIn', 'uniform');
export const HeNormal = namedScaling('HeNormal', 2, 'fanIn', 'truncatedNormal');
export const LecunUniform = namedScaling('LecunUniform', 1, 'fanIn', 'uniform');
export const LecunNormal = namedScaling('LecunNormal', 1, 'fanIn', 'truncatedNormal');
