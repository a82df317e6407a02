/** Labels that are no class: TensorFlow would train on them as on none at all. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { Compiled } from '../compile/compiled.js';
import type { Loss } from '../losses/index.js';

/**
 * @param targets one tensor of targets an output
 * @param classes of each output; undefined where it is not known
 * @throws {ArgumentError} for labels outside the classes and for labels that are no whole numbers
 */
export function requireLabelsWithinClasses(
  compiled: Compiled,
  targets: readonly Tensor[],
  classes: readonly (number | undefined)[],
  purpose: string,
): void {
  for (const [index, { name, loss }] of compiled.outputs.entries()) {
    const count = classes[index];
    if (loss?.targets !== 'indices' || count === undefined) continue;
    const of = compiled.outputs.length > 1 ? ` of output ${name}` : '';
    for (const label of targets[index]!.dataSync()) requireLabel(label, count, of, purpose, loss);
  }
}

function requireLabel(label: number, classes: number, of: string, purpose: string, loss: Loss): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  if (label === loss.ignoreClass) return;
  if (!Number.isInteger(label)) {
    throw new ArgumentError(
      `${purpose}: the label ${label}${of} is no whole number. Class indices are expected, 0 to ${classes - 1}; ` +
        'for numbers to be approached use a loss such as meanSquaredError.',
    );
  }
  const hint =
    label === classes
      ? 'Give the last layer as many units as there are classes, and count labels from 0.'
      : `Give the last layer as many units as there are classes (at least ${Math.max(label + 1, 1)} here), and count labels from 0.`;
  const advice = label < 0 ? 'Count labels from 0.' : hint;
  throw new ArgumentError(
    `${purpose}: the label ${label}${of} is none of the model's ${classes} classes, 0 to ${classes - 1}. ${advice}`,
  );
}
