/** Numbers behind the pictures: what a model computes, and what its curves show. */
import { explain as explainModel } from '../graphs/index.js';
import { diagnose } from './diagnose.js';

export { type DiagnoseArgs, Diagnosis, type Finding } from './diagnose.js';
export type { PatternName } from './diagnosis/findings.js';

/** `explain(model)` shows what a training step or a forward pass consists of; `explain.diagnose(history)` what a training
 *  curve shows. */
export const explain = Object.assign(explainModel, {
  diagnose,
});
