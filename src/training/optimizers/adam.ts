/** Adam. Kingma & Ba 2014, "Adam: A Method for Stochastic Optimization". Mirrors keras.optimizers.Adam, whose epsilon
 *  comes before the bias correction:
 *  m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε). */
import type { NamedTensorMap, serialization, Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireLearningRate } from './learningRate.js';

export interface AdamArgs {
  /** The step size α. Default 0.001. */
  learningRate?: number;
  /** The decay β₁ of the mean of gradients. Default 0.9. */
  beta1?: number;
  /** The decay β₂ of the mean of squared gradients. Default 0.999. */
  beta2?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
}

type NamedTensor = { name: string; tensor: Tensor };

interface Moments {
  mean: Variable;
  square: Variable;
}

/**
 * Adam with Keras's defaults.
 * @throws {ArgumentError} unless the learning rate is a positive number
 * @example optimizers.adam({ learningRate: 1e-3 })
 */
export function adam(args: AdamArgs = {}): Adam {
  return new Adam(args);
}

export class Adam extends tf.Optimizer {
  static get className(): string {
    return 'Adam';
  }

  /** The step size; may be changed between steps. */
  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How many steps were made. */
  private steps = 0;
  private readonly moments = new Map<string, Moments>();

  constructor(args: AdamArgs = {}) {
    super();
    this.learningRate = args.learningRate ?? 0.001;
    this.beta1 = args.beta1 ?? 0.9;
    this.beta2 = args.beta2 ?? 0.999;
    this.epsilon = args.epsilon ?? 1e-7;
    requireLearningRate('adam', this.learningRate);
  }

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    this.steps++;
    const correction = Math.sqrt(1 - this.beta2 ** this.steps) / (1 - this.beta1 ** this.steps);
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }): [string, Tensor] => [name, tensor])
      : Object.entries(gradients);
    for (const [name, gradient] of entries) {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined || gradient == null) continue;
      tf.tidy(() => this.update(variable, gradient, this.learningRate * correction));
    }
    this.incrementIterations();
  }

  private update(variable: Variable, gradient: Tensor, stepSize: number): void {
    const { mean, square } = this.momentsOf(variable);
    mean.assign(tf.add(tf.mul(mean, this.beta1), tf.mul(gradient, 1 - this.beta1)));
    square.assign(tf.add(tf.mul(square, this.beta2), tf.mul(tf.square(gradient), 1 - this.beta2)));
    const step = tf.div(tf.mul(mean, stepSize), tf.add(tf.sqrt(square), this.epsilon));
    variable.assign(tf.sub(variable, step));
  }

  private momentsOf(variable: Variable): Moments {
    const known = this.moments.get(variable.name);
    if (known !== undefined) return known;
    const zeros = (kind: string): Variable =>
      tf.variable(tf.zerosLike(variable), false, `${variable.name}/${kind}`);
    const made = { mean: zeros('m'), square: zeros('v') };
    this.moments.set(variable.name, made);
    return made;
  }

  override dispose(): void {
    for (const { mean, square } of this.moments.values()) tf.dispose([mean, square]);
    this.moments.clear();
    super.dispose();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const moments = [...this.moments.values()].flatMap(({ mean, square }) => [mean, square]);
    return [await this.saveIterations(), ...moments.map((moment) => ({ name: moment.name, tensor: moment }))];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const [, ...saved] = weights;
    this.steps = weights[0] === undefined ? 0 : (await weights[0].tensor.data())[0]!;
    for (const { name, tensor } of saved) {
      const owner = tf.engine().registeredVariables[name.replace(/\/[mv]$/, '')];
      if (owner === undefined) continue;
      const { mean, square } = this.momentsOf(owner);
      (name.endsWith('/m') ? mean : square).assign(tensor);
    }
  }

  getConfig(): serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon } = this;
    return { learningRate, beta1, beta2, epsilon };
  }
}
