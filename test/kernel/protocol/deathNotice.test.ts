import { readdir } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { causeOfDeath } from '../../../kernel/protocol/causeOfDeath.js';
import { kernelArgv } from '../kernelUnderTest.js';
import { BareClient } from './bareClient.js';

let client: BareClient;
const started: BareClient[] = [];
async function start(argv = kernelArgv): Promise<void> {
  client = await BareClient.start(argv);
  started.push(client);
}
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

/** Runs code that kills the kernel; what its cell shows in the end. */
async function lastWords(
  code: string,
  kill = false,
): Promise<{ traceback: string; reply: Record<string, unknown> }> {
  const id = client.execute(code);
  if (kill) {
    await client.until(() => (client.published(id).some(([type]) => type === 'stream') ? true : undefined));
    client.child.kill('SIGKILL');
  }
  const reply = await client.over(id);
  const errors = client.published(id).filter(([type]) => type === 'error');
  return { traceback: errors.flatMap(([, { traceback }]) => traceback).join('\n'), reply: reply.content };
}

test('a full heap: the cell says so, and is over', async () => {
  const [node, ...rest] = kernelArgv;
  await start([node!, '--max-old-space-size=150', ...rest]);
  const { traceback, reply } = await lastWords(
    'const hoard: number[][] = []; for (;;) hoard.push(new Array(1e5).fill(1.5));',
  );
  expect(traceback).toMatch(
    /^KernelDied: The kernel ran out of memory: JavaScript's heap was full at 1\d\d MB\.\n/,
  );
  expect(traceback).toContain('--max-old-space-size');
  expect(reply).toMatchObject({ status: 'error', ename: 'KernelDied', execution_count: 1 });
});

test('killed from outside: the cell says so, and the next kernel gets the ports', async () => {
  await start();
  const { traceback } = await lastWords("console.log('begun'); for (;;);", true);
  expect(traceback).toContain('KernelDied: The kernel process ended while this cell was running.');
  expect(traceback).toContain('memory of the machine was full');
  expect(await client.exited).toBe(null);
  // As Jupyter's restarter does: at once, with the same connection file.
  client.spawn(kernelArgv);
  const reply = await client.reply(client.send('shell', 'kernel_info_request', {}));
  expect(reply.content.status).toBe('ok');
  const id = client.execute('6 * 7');
  await client.over(id);
  expect(client.published(id)).toContainEqual([
    'execute_result',
    expect.objectContaining({ data: { 'text/plain': '42' } }),
  ]);
});

test('a crash with words: they are shown', async () => {
  await start();
  const { traceback } = await lastWords(
    `import { writeSync } from 'node:fs'; writeSync(2, 'the addon says: \\u00a1ay!\\n');
     const end = Date.now() + 300; while (Date.now() < end); process.abort();`,
  );
  expect(traceback).toContain('The kernel process ended while this cell was running.');
  expect(traceback).toContain('the addon says: ¡ay!');
});

test('a kernel that ends in order leaves no notice, no process and no file', async () => {
  await start();
  const kept = async () => (await readdir(client.folder)).filter((name) => name.startsWith('cuaderno-'));
  expect(await kept()).toHaveLength(1);
  const id = client.execute(
    `import { execSync } from 'node:child_process';
     execSync('ps -o pid=,args= --ppid ' + process.pid).toString()`,
  );
  await client.over(id);
  const children = JSON.stringify(client.published(id));
  const keeper = Number(/(\d+) \/bin\/sh -c trap/.exec(children)?.[1]);
  expect(keeper).toBeGreaterThan(0);
  client.execute('await new Promise(() => {})');
  client.send('control', 'shutdown_request', { restart: false });
  expect(await client.exited).toBe(0);
  await expect.poll(() => alive(keeper), { timeout: 20_000 }).toBe(false);
  expect(client.heard.some(({ content }) => content.ename === 'KernelDied')).toBe(false);
  expect(await kept()).toEqual([]);
});

test('the cause of death, from what V8 and others write', () => {
  const heap = `<--- Last few GCs --->\n[1:0x1] 2 ms: Mark-Compact (reduce) 4091.9 (4143.2) -> 4091.2 (4143.2) MB, 1 / 0 ms
FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory`;
  expect(causeOfDeath(heap)[0]).toBe("The kernel ran out of memory: JavaScript's heap was full at 4091 MB.");
  expect(causeOfDeath('').join('\n')).toContain('It left no message');
  expect(causeOfDeath('a\nSegmentation fault\n').slice(-3)).toEqual([
    'Its last words:',
    'a',
    'Segmentation fault',
  ]);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
