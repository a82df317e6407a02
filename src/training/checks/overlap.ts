/** Files that a model is both trained and measured on. */
import type { BatchSource } from '../../data/batchSource.js';
import { warn } from '../../display/warn.js';

/** Warns where validation data holds files of the training data: its accuracy then says nothing. */
export function warnOfOverlap(model: object, train: unknown, validation: unknown): void {
  const [trained, measured] = [fileNamesOf(train), fileNamesOf(validation)];
  if (trained === undefined || measured === undefined) return;
  const known = new Set(trained);
  const shared = measured.filter((file) => known.has(file));
  if (shared.length === 0) return;
  const all = shared.length === measured.length ? 'all' : `${shared.length} of`;
  const first = shared.slice(0, 3).join(', ');
  warn(
    model,
    `fit: ${all} ${measured.length} validation files are trained on too (${first}${shared.length > 3 ? ', …' : ''}). ` +
      'Validation then measures memory, not what was learned: take the files apart before training.',
  );
}

function fileNamesOf(data: unknown): readonly string[] | undefined {
  const names = (data as Partial<BatchSource> | undefined)?.fileNames;
  return Array.isArray(names) ? names : undefined;
}
