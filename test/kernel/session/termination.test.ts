/** The handshake between the thread that computes and the one that ends what it computes. */
import { createHook } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { shared } from '../../../kernel/session/channel.js';
import { allowTermination } from '../../../kernel/session/termination.js';

interface Steps {
  quiet(): void;
  hold(): void;
}

// Once a process.
const memory = new Int32Array(new SharedArrayBuffer(64));
const recover = allowTermination(memory);
const steps = (globalThis as unknown as { __cuaderno_termination: Steps }).__cuaderno_termination;
const phase = (): number => Atomics.load(memory, shared.interruptPhase);

test('whoever has come back to the loop before it was to hold still goes on', () => {
  const idle = phase();
  steps.quiet();
  expect(phase()).not.toBe(idle);
  recover();
  // Otherwise it would wait for seconds, and then what runs next would be ended with its asynchronous context open.
  steps.hold();
  expect(phase()).toBe(idle);
  // Nobody comes to end it: it goes on by itself, and hooks come back.
  steps.quiet();
  steps.hold();
  recover();
  expect(phase()).toBe(idle);
});

test('holding still is declined in Node’s own code, which may be about to push an asynchronous id', async () => {
  const phases: number[] = [];
  const hooks = createHook({
    before() {
      hooks.disable();
      steps.quiet();
      phases.push(phase());
      steps.hold();
      phases.push(phase());
    },
  }).enable();
  await new Promise((resolve) => setImmediate(resolve));
  recover();
  const [quieted, declined] = phases;
  // Held, it would have waited for seconds, and have come back to the phase before.
  expect(phases).toHaveLength(2);
  expect(declined).not.toBe(quieted);
  expect(phase()).not.toBe(declined);
});

test('code that ends by itself after the first step does not bring the process down', () => {
  const built = path.resolve(import.meta.dirname, '../../../dist/kernel/session/termination.js');
  // As in a kernel: hooks are on, the code runs in a microtask, and its loop turns afterwards.
  const program = `
    import { AsyncLocalStorage } from 'node:async_hooks';
    import { allowTermination } from ${JSON.stringify(pathToFileURL(built).href)};
    const recover = allowTermination(new Int32Array(new SharedArrayBuffer(64)));
    const cell = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.__cuaderno_termination.quiet();
    };
    new AsyncLocalStorage().run(1, () => void cell());
    setTimeout(() => { recover(); console.log('turned'); }, 20);`;
  const { signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect([signal, stdout, stderr]).toEqual([null, 'turned\n', '']);
});
