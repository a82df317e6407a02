import type { LayersModel } from '@tensorflow/tfjs';
import type { Callback, Logs, TrainingParameters } from './callback.js';
import type { FitState } from './fitState.js';

type HookName = Exclude<keyof Callback, 'setParams' | 'setModel' | 'setFitState' | 'getState' | 'setState'>;

/** Calls every callback in turn; hooks that none of them has cost nothing. */
export class CallbackList {
  constructor(
    private readonly callbacks: readonly Callback[],
    parameters: TrainingParameters,
    model: LayersModel,
    private readonly state: FitState,
  ) {
    for (const callback of callbacks) {
      callback.setParams?.(parameters);
      callback.setModel?.(model);
      callback.setFitState?.(state);
    }
  }

  /** Whether any callback has this hook. */
  has(hook: HookName): boolean {
    return this.callbacks.some((callback) => callback[hook] !== undefined);
  }

  async trainBegin(): Promise<void> {
    for (const callback of this.callbacks) await callback.onTrainBegin?.();
    for (const [callback, state] of this.state.callbackStates) callback.setState?.(state);
  }

  async trainEnd(logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onTrainEnd?.(logs);
  }

  async epochBegin(epoch: number): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochBegin?.(epoch);
  }

  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochEnd?.(epoch, logs);
  }

  async epochRecorded(epoch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochRecorded?.(epoch, logs);
  }

  async batchBegin(batch: number): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchBegin?.(batch);
  }

  async batchEnd(batch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchEnd?.(batch, logs);
  }

  async testBegin(): Promise<void> {
    for (const callback of this.callbacks) await callback.onTestBegin?.();
  }

  async testEnd(logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onTestEnd?.(logs);
  }
}
