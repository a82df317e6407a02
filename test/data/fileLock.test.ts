import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withFileLock } from '../../src/data/fileLock.js';
import { temporaryFolder } from './temporaryFolder.js';

test('one at a time, and the next when it is done or has failed', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'below', 'a.lock');
  let inside = 0;
  let most = 0;
  const work = (fail: boolean) => async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    if (fail) throw new Error('failed');
  };
  const results = await Promise.allSettled(
    [true, false, false].map((fail) => withFileLock(file, work(fail))),
  );
  expect(results.filter(({ status }) => status === 'rejected').length).toBe(1);
  expect(most).toBe(1);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test('the lock of a killed process is taken over at once; a living one is waited for', async () => {
  const file = path.join(temporaryFolder(), 'a.lock');
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { withFileLock } from ${JSON.stringify(path.resolve('dist/src/data/fileLock.js'))};
       await withFileLock(process.argv[1], () => new Promise((resolve) => {
         setInterval(() => {}, 1000);
         process.stdout.write('holding');
       }));`,
      file,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  const events: string[] = [];
  const waiting = withFileLock(file, async () => void events.push('mine'), {
    // Only the holder's death can free it within the test's time.
    staleAfterMs: 3_600_000,
    onWait: () => {
      events.push('waits');
      holder.kill('SIGKILL');
    },
  });
  await waiting;
  expect(events).toEqual(['waits', 'mine']);
  expect(existsSync(file)).toBe(false);
});

test('the lock of another machine is believed until it has not been touched for long', async () => {
  const file = path.join(temporaryFolder(), 'a.lock');
  writeFileSync(file, JSON.stringify({ host: 'elsewhere.invalid', pid: 1, id: 'x' }));
  const events: string[] = [];
  await withFileLock(file, async () => void events.push('mine'), {
    staleAfterMs: 10_000,
    onWait: () => {
      events.push('waits');
      const longAgo = new Date(Date.now() - 60_000);
      utimesSync(file, longAgo, longAgo);
    },
  });
  expect(events).toEqual(['waits', 'mine']);
});
