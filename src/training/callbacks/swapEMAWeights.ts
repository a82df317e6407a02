/** Measures and saves with the moving averages of the weights. Mirrors keras.callbacks.SwapEMAWeights. */
import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Callback } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { compiledIfAny } from '../compile/compiled.js';
import { Optimizer } from '../optimizers/index.js';

/** Arguments of `callbacks.swapEMAWeights`. */
export interface SwapEMAWeightsArgs {
  /** Whether callbacks after this one see the averages at an epoch's end, for checkpoints. Default false. */
  swapOnEpoch?: boolean;
}

/**
 * Puts the optimizer's moving averages in the weights' place while validation data are measured (and with `swapOnEpoch`
 * for the callbacks after it at the end of every epoch), and the weights back before training goes on. It stands before
 * `modelCheckpoint` in the list.
 * @throws {ArgumentError} when training begins, unless the optimizer was made with `useEma: true`
 * @example
 * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
 * model.compile({ optimizer: optimizers.adam({ useEma: true }), loss: 'meanSquaredError' });
 * await model.fit([[[1], [2]], [[2], [4]]], { callbacks: [callbacks.swapEMAWeights()], verbose: 0 });
 */
export function swapEMAWeights(args: SwapEMAWeightsArgs = {}): SwapEMAWeights {
  return new SwapEMAWeights(args);
}

/** The callback that `callbacks.swapEMAWeights` makes. */
export class SwapEMAWeights implements Callback {
  private model!: LayersModel;
  private isSwapped = false;

  constructor(private readonly args: SwapEMAWeightsArgs) {}

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onTrainBegin(): void {
    this.isSwapped = false;
    const { optimizer } = this.model as { optimizer: unknown };
    const { useEma } = optimizer instanceof Optimizer ? optimizer.getConfig() : {};
    if (useEma === true) return;
    throw new ArgumentError(
      'swapEMAWeights: the optimizer keeps no moving averages. Make it with useEma: true, as in optimizers.adam({ useEma: true }).',
    );
  }

  getState(): CallbackState {
    return { values: { isSwapped: this.isSwapped } };
  }

  /** A backup that was made while the averages stood in the weights' place. */
  setState({ values }: CallbackState): void {
    if (values.isSwapped !== true) return;
    this.isSwapped = true;
    this.swap();
  }

  onEpochEnd(): void {
    if (this.args.swapOnEpoch === true && !this.isSwapped) this.swap();
  }

  /** Other callbacks have seen the averages; training goes on, or ends, with the weights. */
  onEpochRecorded(): void {
    if (this.isSwapped) this.swap();
  }

  onTestBegin(): void {
    if (!this.isSwapped) this.swap();
  }

  onTestEnd(): void {
    if (this.isSwapped) this.swap();
  }

  private swap(): void {
    const compiled = compiledIfAny(this.model);
    if (!(compiled?.optimizer instanceof Optimizer)) return;
    const { optimizer } = compiled;
    const slots = optimizer.variables();
    const averages = new Map(slots.map(({ name }, index) => [name, index]));
    const replaced: Tensor[] = slots.map(({ tensor }) => tensor);
    const before: [Variable, number][] = [];
    for (const variable of compiled.settledTrainability.variables) {
      const index = averages.get(`${variable.name.replaceAll('/', '_')}_average`);
      if (index !== undefined) before.push([variable, index]);
    }
    const kept = before.map(([variable]) => variable.clone());
    for (const [at, [variable, index]] of before.entries()) {
      variable.assign(slots[index]!.tensor as Variable);
      replaced[index] = kept[at]!;
    }
    optimizer.setVariables(replaced);
    tf.dispose([...slots.map(({ tensor }) => tensor), ...kept]);
    this.isSwapped = !this.isSwapped;
  }
}
