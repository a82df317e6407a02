/** A signal that meets a thread within one of oneDNN's matrix products must not write into its memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';

const library = path.resolve(import.meta.dirname, '../../../dist/src/index.js');
/** Products of the kind that crashed, for two seconds; then how many gave other bits than the first. */
const products = `
  const { tf } = await import(${JSON.stringify(library)});
  let taken = 0;
  process.on('SIGWINCH', () => taken++);
  const [a, b] = [tf.randomUniform([32, 1024]), tf.randomUniform([1024, 64])];
  const first = tf.matMul(a, b).dataSync().toString();
  console.log('ready');
  let different = 0;
  for (const end = performance.now() + 2000; performance.now() < end; ) {
    const product = tf.matMul(a, b);
    if (product.dataSync().toString() !== first) different++;
    product.dispose();
    if (Math.random() < 0.02) await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(JSON.stringify({ different, taken: taken > 0 }));
`;

async function run(options: string[], whenReady: (child: ChildProcess) => Promise<void>) {
  const child = spawn(process.execPath, [...options, '--input-type=module', '--eval', products]);
  let output = '';
  const closed = once(child, 'close');
  let meanwhile: Promise<void> | undefined;
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('ready')) meanwhile ??= whenReady(child);
  }
  const [code, signal] = await closed;
  await meanwhile;
  return { code, signal, last: output.trim().split('\n').at(-1) };
}

test('a storm of signals', async () => {
  const result = await run([], async (child) => {
    while (child.kill('SIGWINCH')) await turn();
  });
  expect(result).toEqual({ code: 0, signal: null, last: '{"different":0,"taken":true}' });
});

test('the profiler', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-profile-'));
  try {
    const options = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=100'];
    const result = await run(options, async () => {});
    expect(result).toEqual({ code: 0, signal: null, last: '{"different":0,"taken":false}' });
    expect(await readdir(folder)).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
