/** What starts a kernel (a Jupyter server, a runner) is killed without a word: the kernel ends, too, and with it all that
 *  it has started. */
import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { kernelArgv } from '../kernelUnderTest.js';
import { BareClient } from './bareClient.js';

/** Starts a kernel, says which process it is, and does nothing more. */
const parent = `
  const { spawn } = require('node:child_process');
  const [command, ...words] = process.argv.slice(1);
  const kernel = spawn(command, words, {
    detached: true,
    stdio: 'inherit',
    env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
  });
  console.error('kernel ' + kernel.pid + '.');`;

const seconds = 10_000;

let client: BareClient;
let family: number[] = [];
afterEach(async () => {
  for (const pid of family) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await client.stop();
});

test.each([
  ['idle', ''],
  ['computing', 'console.log("begun"); for (;;);'],
  ['waiting', 'console.log("begun"); await new Promise(() => {});'],
])('a kernel that is %s ends with its parent, and its children with it', async (_, code) => {
  client = await BareClient.start([process.execPath, '-e', parent, ...kernelArgv]);
  const kernel = await client.until(() => {
    const [, pid] = /kernel (\d+)\./.exec(client.log) ?? [];
    return pid === undefined ? undefined : Number(pid);
  });
  await client.over(
    client.execute(
      "import { spawn } from 'node:child_process';\nconst sleeper = spawn('sh', ['-c', 'sleep 600; true']);",
    ),
  );
  if (code !== '') {
    const id = client.execute(code);
    await client.until(() => client.published(id).find(([type]) => type === 'stream'));
  }
  family = [kernel, ...descendantsOf(kernel)];
  const names = commandsOf(family);
  expect(names).toContainEqual(expect.stringContaining('sleep 600'));
  client.child.kill('SIGKILL');
  await expect.poll(() => commandsOf(family), { timeout: seconds }).toEqual([]);
});

function descendantsOf(pid: number): number[] {
  const children = lines(['-o', 'pid=', '--ppid', String(pid)]).map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function commandsOf(pids: readonly number[]): string[] {
  return lines(['-o', 'args=', '-p', pids.join(',')]);
}

/** What `ps` lists; it fails where it lists nothing. */
function lines(words: string[]): string[] {
  try {
    return execFileSync('ps', words, { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  return commandsOf([pid]).length > 0;
}
