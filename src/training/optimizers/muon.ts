/** Muon: momentum whose matrix is made orthogonal, so that every direction of a layer moves alike.
 *  Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"; the size of the steps is
 *  Liu et al. 2025's, "Muon is Scalable for LLM Training". Mirrors keras.optimizers.Muon:
 *  m ← g + μ·m,  w ← w − α·NewtonSchulz(g + μ·m)·√max(rows, columns)·rmsRate,
 *  and AdamW for whatever is not a matrix, and for embeddings. */
import type { serialization, Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWholeNumber, requireWithin } from '../numberArguments.js';
import { adamRule } from './adam.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';
import { orthogonalized } from './orthogonalized.js';

/** Arguments of `optimizers.muon`. */
export interface MuonArgs extends OptimizerArgs {
  /** β₁ where AdamW is used. Default 0.9. */
  adamBeta1?: number;
  /** β₂ where AdamW is used. Default 0.999. */
  adamBeta2?: number;
  /** Weight decay where AdamW is used. Default 0.004. */
  adamWeightDecay?: number | null;
  /** Adam's epsilon. Default 1e-7. */
  epsilon?: number;
  /** Patterns of names of variables that AdamW trains, as in the last layer's. Default none. */
  excludeLayers?: readonly string[];
  /** Whether AdamW trains variables with `embedding` in their names. Default true. */
  excludeEmbeddings?: boolean;
  /** Whether convolution kernels are taken as matrices, a column for each filter, rather than left to AdamW. Keras has
   *  no such thing; Jordan's own code for CIFAR-10 does it. Default false. */
  includeConvolutions?: boolean;
  /** The coefficients of the Newton–Schulz iteration. Default 3.4445, −4.775, 2.0315. */
  muonA?: number;
  muonB?: number;
  muonC?: number;
  /** AdamW's learning rate as a share of Muon's. Default 1. */
  adamLrRatio?: number;
  /** How much of the last step is kept, in [0, 1]. Default 0.95. */
  momentum?: number;
  /** Newton–Schulz iterations. Default 5. */
  nsSteps?: number;
  /** Looks ahead along the momentum. Default true. */
  nesterov?: boolean;
  /** The root mean square of the steps, as Adam's would have it; null leaves them as they are. Default 0.2. */
  rmsRate?: number | null;
}

/**
 * Muon for matrices, AdamW for the rest; the learning rate is 0.001 and the weight decay 0.004 unless given.
 * Convolution kernels have four dimensions and are AdamW's, as in Keras, unless `includeConvolutions` is true.
 * @throws {ArgumentError} for a momentum outside [0, 1], and for what every optimizer refuses
 * @example optimizers.muon({ learningRate: 0.02, excludeLayers: ['logits'] })
 */
export function muon(args: MuonArgs = {}): Muon {
  return new Muon(args);
}

/** Muon; see {@link muon}. */
export class Muon extends Optimizer {
  static get className(): string {
    return 'Muon';
  }

  private readonly args: Required<Omit<MuonArgs, keyof OptimizerArgs>>;

  constructor(args: MuonArgs = {}) {
    super('Muon', { ...args, weightDecay: args.weightDecay === undefined ? 0.004 : args.weightDecay }, 0.001);
    this.args = {
      adamBeta1: args.adamBeta1 ?? 0.9,
      adamBeta2: args.adamBeta2 ?? 0.999,
      adamWeightDecay: args.adamWeightDecay === undefined ? 0.004 : args.adamWeightDecay,
      epsilon: args.epsilon ?? 1e-7,
      excludeLayers: [...(args.excludeLayers ?? [])],
      excludeEmbeddings: args.excludeEmbeddings ?? true,
      includeConvolutions: args.includeConvolutions ?? false,
      muonA: args.muonA ?? 3.4445,
      muonB: args.muonB ?? -4.775,
      muonC: args.muonC ?? 2.0315,
      adamLrRatio: args.adamLrRatio ?? 1,
      momentum: args.momentum ?? 0.95,
      nsSteps: args.nsSteps ?? 5,
      nesterov: args.nesterov ?? true,
      rmsRate: args.rmsRate === undefined ? 0.2 : args.rmsRate,
    };
    const { adamBeta1, adamBeta2, momentum, epsilon, nsSteps } = this.args;
    requireWithin('muon', { adamBeta1, adamBeta2, momentum }, 0, 1);
    requireWithin('muon', { epsilon }, 0, Infinity);
    requireWholeNumber('muon', { nsSteps }, 1);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'momentum' }, { name: 'velocity', has: (variable) => this.isForAdam(variable) }]];
  }

  protected override weightDecayOf(variable: Variable): number | null {
    if (this.isForAdam(variable) && !this.isExcludedFromWeightDecay(variable))
      return this.args.adamWeightDecay;
    return super.weightDecayOf(variable);
  }

  protected override updateRule(scalars: StepScalars): UpdateRule {
    const { adamBeta1, adamBeta2, epsilon, adamLrRatio } = this.args;
    const adam = adamRule(
      { ...scalars, rate: tf.mul(scalars.rate, adamLrRatio) },
      { beta1: adamBeta1, beta2: adamBeta2, epsilon, amsgrad: false },
    );
    return (value, gradient, slots) => {
      // Only the variables that are Adam's have a velocity.
      if (slots.velocity !== undefined) return adam(value, gradient, slots);
      const { momentum: decay, nesterov } = this.args;
      const momentum = tf.add(tf.mul(slots.momentum!, decay), gradient);
      const direction = nesterov ? tf.add(tf.mul(momentum, decay), gradient) : momentum;
      return {
        value: tf.sub(value, tf.mul(this.scaledStep(direction), scalars.rate)),
        slots: { momentum },
      };
    };
  }

  private scaledStep(direction: Tensor): Tensor {
    const { muonA, muonB, muonC, nsSteps, rmsRate } = this.args;
    const columns = direction.shape.at(-1)!;
    const matrix = tf.reshape(direction, [direction.size / columns, columns]);
    const step = tf.reshape(orthogonalized(matrix, [muonA, muonB, muonC], nsSteps), direction.shape);
    return rmsRate === null ? step : tf.mul(step, Math.sqrt(Math.max(...matrix.shape)) * rmsRate);
  }

  private isForAdam(variable: Variable): boolean {
    const { excludeEmbeddings, excludeLayers, includeConvolutions } = this.args;
    const { length } = variable.shape;
    if (length < 2 || (length > 2 && !includeConvolutions)) return true;
    if (excludeEmbeddings && variable.name.toLowerCase().includes('embedding')) return true;
    return excludeLayers.some((pattern) => variable.name.search(pattern) >= 0);
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { includeConvolutions, excludeLayers, ...kerasArgs } = this.args;
    // Keras refuses arguments that it does not know.
    return {
      ...kerasArgs,
      excludeLayers: [...excludeLayers],
      ...(includeConvolutions && { includeConvolutions }),
    };
  }
}
