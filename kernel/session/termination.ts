/** Stopping a main thread that never comes back to its loop: `while (true) {}`, or microtasks without end.
 *
 *  V8 ends the code from the worker (`Runtime.terminateExecution`). On Node < 24 AsyncLocalStorage pushes an async id
 *  around every microtask, and Node aborts the process when one leaves its id behind. So the worker goes in steps: no id is
 *  pushed any more, and a microtask that ends takes away what there is; then, inside one interrupt of the main thread,
 *  no hooks, an empty id stack, and holding still until the termination is posted. That interrupt is declined where it
 *  meets Node's own code, which may be about to push an id. The hooks come back (`recover`) when the loop turns again; if
 *  it does so before the main thread holds still, there is nothing to terminate any more. */
import { createHook } from 'node:async_hooks';
import type { Session as InspectorSession } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import { shared } from './channel.js';

const key = '__cuaderno_termination';
const phase = { idle: 0, quieted: 1, held: 2, posting: 3, posted: 4, declined: 5 } as const;
const holdMs = 2000;
const pollMs = 2;
/** Where Node's own JavaScript pushes async ids. */
const contextFiles = new Set([
  'node:async_hooks',
  'node:internal/async_hooks',
  'node:internal/process/task_queues',
  'node:internal/timers',
]);
/** isInNodesCode, hold, the expression that calls it; then what was interrupted. */
const framesDown = 3;

interface AsyncWrap {
  clearAsyncIdStack(): void;
  setPromiseHooks(...hooks: ((() => void) | undefined)[]): void;
}

/**
 * Main thread, once. Returns `recover`, to be called from the main thread's loop before it runs anything of the
 * user's again.
 */
export function allowTermination(memory: Int32Array): () => void {
  const asyncWrap = asyncWrapOfOldNodes();
  Object.defineProperty(globalThis, key, {
    value: {
      quiet() {
        // The one that runs may end before it is held.
        const after = (): void => asyncWrap?.clearAsyncIdStack();
        asyncWrap?.setPromiseHooks(undefined, undefined, after, undefined);
        setPhase(memory, phase.quieted);
      },
      hold() {
        if (isInNodesCode() && movePhase(memory, phase.quieted, phase.declined)) return;
        // Where the loop has turned meanwhile, the hooks are back, and other code would be hit.
        if (!movePhase(memory, phase.quieted, phase.held)) return;
        asyncWrap?.setPromiseHooks(undefined, undefined, undefined, undefined);
        asyncWrap?.clearAsyncIdStack();
        Atomics.wait(memory, shared.interruptPhase, phase.held, holdMs);
        // Goes on by itself if the worker does not come; once it has, only with the termination posted.
        if (movePhase(memory, phase.held, phase.quieted)) return;
        Atomics.wait(memory, shared.interruptPhase, phase.posting);
      },
    },
  });
  return () => {
    if (Atomics.exchange(memory, shared.interruptPhase, phase.idle) === phase.idle) return;
    // Turning any hook on and off makes Node set its promise hooks anew.
    createHook({ init() {} })
      .enable()
      .disable();
  };
}

/** Worker: stops what the main thread runs. Resolves once the termination is posted; `connected` must be connected to
 *  the main thread. Resolves with false if the main thread does not take interrupts (it is inside native code), or has
 *  come back to its loop by itself. */
export async function terminateMainThread(connected: InspectorSession, memory: Int32Array): Promise<boolean> {
  const ask = (step: 'quiet' | 'hold'): void =>
    connected.post('Runtime.evaluate', { expression: `${key}.${step}()`, silent: true });
  ask('quiet');
  if (!(await reaches(memory, [phase.quieted], []))) return false;
  do {
    movePhase(memory, phase.declined, phase.quieted);
    ask('hold');
    if (!(await reaches(memory, [phase.held, phase.declined], [phase.idle]))) return false;
  } while (Atomics.load(memory, shared.interruptPhase) === phase.declined);
  if (!movePhase(memory, phase.held, phase.posting)) return false;
  connected.post('Runtime.terminateExecution');
  setPhase(memory, phase.posted);
  return true;
}

/** Whether the main thread gets to one of `wanted` in time, and not to one of `lost` before. */
async function reaches(memory: Int32Array, wanted: number[], lost: number[]): Promise<boolean> {
  for (let waited = 0; waited <= holdMs; waited += pollMs) {
    const now = Atomics.load(memory, shared.interruptPhase);
    if (wanted.includes(now)) return true;
    if (lost.includes(now)) return false;
    await delay(pollMs);
  }
  return false;
}

/** Whether what was interrupted is Node's own code around callbacks. */
function isInNodesCode(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = framesDown + 1;
    Error.prepareStackTrace = (_, callSites) => callSites;
    const callSites = new Error().stack as unknown as NodeJS.CallSite[];
    return contextFiles.has(callSites[framesDown]?.getFileName() ?? '');
  } catch {
    // A cell may have changed Error.
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** From one phase to the next, unless another thread was faster. */
function movePhase(memory: Int32Array, from: number, to: number): boolean {
  if (Atomics.compareExchange(memory, shared.interruptPhase, from, to) !== from) return false;
  Atomics.notify(memory, shared.interruptPhase);
  return true;
}

function setPhase(memory: Int32Array, value: number): void {
  Atomics.store(memory, shared.interruptPhase, value);
  Atomics.notify(memory, shared.interruptPhase);
}

/** Node's internal async ids; undefined from Node 24 on, where AsyncLocalStorage needs no hooks. */
function asyncWrapOfOldNodes(): AsyncWrap | undefined {
  if (Number(process.versions.node.split('.')[0]) >= 24) return undefined;
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    // The only way to these two; allowed to every program, deprecated in the documentation.
    return (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}
