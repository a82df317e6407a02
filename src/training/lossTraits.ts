import type { Tensor } from '@tensorflow/tfjs';
import type { Loss } from './losses/index.js';

/** What only some losses have. */
export interface LossTraits {
  /** Whether outputs are taken as logits; undefined for losses for which that is no question. */
  readonly fromLogits?: boolean;
  /** A label that counts as no class. */
  readonly ignoreClass?: number;
  /** As `perSample`, from the logits behind a softmax or sigmoid. */
  perSampleFromLogits?(yTrue: Tensor, logits: Tensor): Tensor;
}

export function traitsOf(loss: Loss): LossTraits {
  return loss as Loss & LossTraits;
}
