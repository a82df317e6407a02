import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KernelClient } from '../../../kernel/protocol/client.js';
import { kernelArgv, summary, useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

test('child processes with inherited streams print in the cell, in their place', async () => {
  const { stdout, stderr } = await run(`
    import { execSync, spawn, spawnSync } from 'node:child_process';
    console.log('before');
    execSync('echo from the shell', { stdio: 'inherit' });
    console.log('between');
    spawnSync(process.execPath, ['-e', 'console.log("from node ñ"); console.error("wrong")'], { stdio: 'inherit' });
    console.log('waiting');
    await new Promise((resolve) => spawn('echo', ['from a spawned one'], { stdio: 'inherit' }).on('exit', resolve));
    console.log('after');`);
  expect(stdout).toBe('before\nfrom the shell\nbetween\nfrom node ñ\nwaiting\nfrom a spawned one\nafter\n');
  expect(stderr).toBe('wrong\n');
});

test('what is written to the file descriptors comes before the cell is over, however long it is', async () => {
  const { stdout, stderr } = await run(`
    import { writeSync } from 'node:fs';
    for (let i = 0; i < 2000; i++) writeSync(1, 'x'.repeat(99) + '\\n');
    writeSync(2, 'to two');`);
  expect(stdout).toBe(`${'x'.repeat(99)}\n`.repeat(2000));
  expect(stderr).toBe('to two');
});

test('a child process that outlives its cell still prints there, while the next cell has not begun', async () => {
  const { outputs } = await run(`
    import { spawn } from 'node:child_process';
    spawn('sh', ['-c', 'sleep 0.2; echo late'], { stdio: 'inherit' }); 0`);
  await expect.poll(() => summary(outputs).stdout, { timeout: 20_000 }).toBe('late\n');
});

test('an endless printer is cut off with a notice, keeps its memory and can be interrupted', async () => {
  await run('const before = process.memoryUsage.rss()');
  let cut: () => void = () => {};
  const cutOff = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const running = run(`for (;;) console.log('again and again');`, {
    onMessage: ({ type, content }) => {
      if (type === 'stream' && String(content.text).includes('Output cut off')) cut();
    },
  });
  await cutOff;
  // Long enough for what is kept to show above what V8 leaves to its next collection.
  await delay(3000);
  await kernel().interrupt();
  const { stdout, stderr, reply } = await running;
  expect(reply.error?.name).toBe('KeyboardInterrupt');
  expect(stdout).toHaveLength(8_000_000);
  expect(stderr.match(/Output cut off/g)).toHaveLength(1);
  expect(Number((await run('(process.memoryUsage.rss() - before) / 2 ** 20')).result)).toBeLessThan(128);
  expect((await run('console.log("heard again")')).stdout).toBe('heard again\n');
});

test('so is an endless child process', async () => {
  const { stdout, stderr } = await run(
    `import { execSync } from 'node:child_process'; execSync('yes | head -c 20000000', { stdio: 'inherit' }); 0`,
  );
  expect(stdout).toHaveLength(8_000_000);
  expect(stderr).toContain('Output cut off');
});

test.each([
  ['a synchronous loop', 'while (true) {}'],
  ['an await that never ends', 'await new Promise(() => {})'],
])('SIGINT stops %s as the stop button does', async (_, code) => {
  let began: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    began = resolve;
  });
  const running = run(`let survivor = 5; console.log('begun'); ${code}`, {
    onMessage: ({ type }) => {
      if (type === 'stream') began();
    },
  });
  await beginning;
  process.kill(kernel().pid!, 'SIGINT');
  const { reply } = await running;
  expect(reply.error?.name).toBe('KeyboardInterrupt');
  expect((await run('survivor')).result).toBe('5');
});

test('SIGINT with nothing running harms nothing, now or later', async () => {
  process.kill(kernel().pid!, 'SIGINT');
  expect((await run('await new Promise((resolve) => setTimeout(() => resolve(3), 200))')).result).toBe('3');
});

test("V8's last words reach whoever started the kernel", async () => {
  const [node, ...rest] = kernelArgv;
  const small = await KernelClient.start({ argv: [node!, '--max-old-space-size=120', ...rest] });
  await expect(
    small.execute('const hoard: number[][] = []; for (;;) hoard.push(new Array(1e5).fill(1.5));'),
  ).rejects.toThrow(/heap out of memory|heap limit/i);
  await small.kill();
});
