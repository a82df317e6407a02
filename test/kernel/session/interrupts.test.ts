import { expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

/** Runs a cell that says when it has begun, and interrupts it then. */
async function interrupted(code: string, begin = "console.log('begun');") {
  let began: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    began = resolve;
  });
  const running = run(`${begin}\n${code}`, {
    onMessage: ({ type }) => {
      if (type === 'stream') began();
    },
  });
  await beginning;
  await kernel().interrupt();
  return running;
}

test.each([
  ['a synchronous loop', 'while (true) {}'],
  ['a loop of microtasks', 'while (true) await null'],
  [
    'endless async recursion',
    'async function again(): Promise<void> { await null; return again() }\nawait again()',
  ],
  ['an await that never ends', 'await new Promise(() => {})'],
  ['a loop of timers', 'while (true) await new Promise((resolve) => setTimeout(resolve, 1))'],
  ['a loop inside a callback', '[1].forEach(() => { for (;;); })'],
])('stops %s; globals survive and the next cell runs', async (_, code) => {
  await run('let survivor = { weight: 7 }');
  const { reply, errors } = await interrupted(code);
  expect(reply.status).toBe('error');
  expect(reply.error?.name).toBe('KeyboardInterrupt');
  expect(errors).toHaveLength(1);
  expect((await run('survivor.weight')).result).toBe('7');
  // Asynchronous context works as before.
  const after = await run('await new Promise((resolve) => setTimeout(resolve, 1)); console.log("on time")');
  expect(after.stdout).toBe('on time\n');
});

test('whoever listens to the interrupt signal may end the cell in order', async () => {
  const { reply, result } = await interrupted(`
    const { interruptSignal } = (globalThis as any)[Symbol.for('cuaderno.displayHost')];
    await new Promise<void>((resolve) => interruptSignal.addEventListener('abort', () => resolve()));
    'kept what it had'`);
  expect(reply.status).toBe('ok');
  expect(result).toBe("'kept what it had'");
});

test('a training step that takes half a second ends before training does, and the history is there', async () => {
  const { reply, result, errors } = await interrupted(
    `
    const { layers, models, tf } = await import('cuaderno');
    const slow = models.sequential([layers.dense({ units: 1, inputShape: [2] })]);
    slow.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    slow.trainStep = ({ gradients, apply }) => {
      const { loss, gradients: slopes } = gradients();
      console.log('begun');
      for (const end = performance.now() + 500; performance.now() < end; );
      apply(slopes);
      return { loss };
    };
    const history = await slow.fit([tf.ones([2, 2]), tf.ones([2, 1])], { epochs: 1000, verbose: 0 });
    history.epoch.length < 1000`,
    '',
  );
  expect([reply.status, errors]).toEqual(['ok', []]);
  expect(result).toBe('true');
});

test.each([
  ['evaluate', 'await net.evaluate(endless)'],
  ['predict', 'await net.predict(endless)'],
])('stops %s after the batch, not behind the cell’s back', async (_, code) => {
  const { reply: prepared } = await run(`
    import { layers, models, type Tensor, tf } from 'cuaderno';
    const net = models.sequential([layers.dense({ units: 1, inputShape: [4] })]);
    net.compile({ loss: 'meanSquaredError' });
    let batches = 0;
    function* endless() {
      for (;;) {
        batches++;
        yield [tf.ones([2, 4]), tf.ones([2, 1])] as [Tensor, Tensor];
      }
    }`);
  expect(prepared.status).toBe('ok');
  const { reply } = await interrupted(code);
  expect(reply.error?.name).toBe('KeyboardInterrupt');
  const counted = `
    const before = batches;
    await new Promise((resolve) => setTimeout(resolve, 200));
    batches - before`;
  expect((await run(counted)).result).toBe('0');
});

test('many interrupts, wherever they hit: every cell ends, and the kernel answers', async () => {
  for (let round = 0; round < 12; round++) {
    const loop =
      round % 2
        ? 'while (true) await null'
        : 'let n = 0; while (true) { n++; if (n % 1000 === 0) await null }';
    const { reply } = await interrupted(loop);
    expect(reply.error?.name).toBe('KeyboardInterrupt');
    expect((await run(`${round} + 1`)).result).toBe(String(round + 1));
  }
});

test('an interrupt with nothing running is answered and harms nothing', async () => {
  await kernel().interrupt();
  expect((await run('1')).result).toBe('1');
});

test('requests are answered while a cell keeps the main thread busy', async () => {
  let ended = false;
  const busy = run('const until = Date.now() + 3000; while (Date.now() < until);').then(() => {
    ended = true;
  });
  const { content } = await kernel().request('shell', 'complete_request', {
    code: 'Math.flo',
    cursor_pos: 8,
  });
  expect(content.matches).toContain('floor');
  expect(ended).toBe(false);
  await busy;
});
