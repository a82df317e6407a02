/** A garbage collection now, and within the running job: what a loop without `await` has forgotten shows at once. */
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

// The end of a microtask checkpoint is where V8 lets go of what the job's WeakRefs have pinned. A context with
// checkpoints of its own gives one in the middle of a job, and none of the program's own microtasks run.
const checkpoint = new vm.Script('0');
const context = vm.createContext(Object.create(null), { microtaskMode: 'afterEvaluate' });

/** Frees all that is unreachable; afterwards the WeakRefs of it are empty. Takes some ten milliseconds. */
export function collectGarbage(): void {
  checkpoint.runInContext(context);
  collect();
}
