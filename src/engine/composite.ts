/** Operations of tfjs that are together one operation of TensorFlow's: a recorded graph may take that one instead. */
import type { Tensor } from '@tensorflow/tfjs';
import { observer } from './everyCall.js';

/** What a group of operations computes. */
export type CompositeKind = 'adam' | 'adamWithAmsgrad';

export interface Composite {
  kind: CompositeKind;
  inputs: Readonly<Record<string, Tensor>>;
  outputs: Readonly<Record<string, Tensor>>;
  /** Numbers that are fixed when the group is recorded. */
  settings: Readonly<Record<string, number>>;
}

/** Computes the outputs, and says what they are together. */
export function composite<Outputs extends Readonly<Record<string, Tensor>>>(
  group: Omit<Composite, 'outputs'>,
  compute: () => Outputs,
): Outputs {
  const outputs = compute();
  observer()?.composite({ ...group, outputs });
  return outputs;
}
