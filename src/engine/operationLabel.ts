/** Whose operations are running, for whoever writes them down: a layer's, and in which part of a step. */

import { meanwhile } from './meanwhile.js';

/** A part of a step: from the inputs to the outputs, from there to the loss, back to the gradients, to the new weights;
 *  and what is measured besides. */
export type Pass = 'forward' | 'loss' | 'backward' | 'update' | 'metrics';

let current: string | undefined;
let pass: Pass = 'forward';

/** The innermost label; undefined outside all. */
export function operationLabel(): string | undefined {
  return current;
}

/** The part of the step that runs; `forward` where nothing else was said. */
export function operationPass(): Pass {
  return pass;
}

/** Runs something under a label. */
export function labelled<Result>(label: string | undefined, run: () => Result): Result {
  const outer = current;
  return meanwhile(() => {
    current = label;
    return () => {
      current = outer;
    };
  }, run);
}

/** Runs something as a part of a step. */
export function inPass<Result>(part: Pass, run: () => Result): Result {
  const outer = pass;
  return meanwhile(() => {
    pass = part;
    return () => {
      pass = outer;
    };
  }, run);
}
