/** Adam with decoupled weight decay. Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization".
 *  Mirrors keras.optimizers.AdamW: w ← w − α·λ·w, then Adam's step. */
import { Adam, type AdamArgs } from './adam.js';

/**
 * Adam with a weight decay of 0.004 unless given, which is decoupled: it does not pass through Adam's means.
 * @throws {ArgumentError} for what adam refuses
 * @example optimizers.adamW({ learningRate: 1e-3, weightDecay: 0.01 }).excludeFromWeightDecay({ names: ['bias'] })
 */
export function adamW(args: AdamArgs = {}): AdamW {
  return new AdamW(args);
}

/** Adam with decoupled weight decay; see {@link adamW}. */
export class AdamW extends Adam {
  static override get className(): string {
    return 'AdamW';
  }

  constructor(args: AdamArgs = {}) {
    super({ ...args, weightDecay: args.weightDecay ?? 0.004 }, 'AdamW');
  }
}
