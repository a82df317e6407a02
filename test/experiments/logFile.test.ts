/** What other processes, and their sudden ends, do to a log. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { randomGenerator } from '../../src/engine/index.js';
import { LogFile } from '../../src/experiments/logFile.js';
import { readParts } from '../../src/experiments/xlsx/workbookParts.js';
import { temporaryFolder } from '../data/temporaryFolder.js';

/** Adds rows from a number on, twenty at a time, and prints each number when the log has promised it. */
const writer = `
import { LogFile } from ${JSON.stringify(path.resolve('dist/src/experiments/logFile.js'))};
const [file, name, first, last] = process.argv.slice(1);
const log = LogFile.of(file);
for (let start = Number(first); start < Number(last); start += 20) {
  await Promise.all(Array.from({ length: Math.min(20, Number(last) - start) }, async (_, index) => {
    const number = start + index;
    await log.add({ id: name + number, batchSize: number, file: name, notes: 'x'.repeat(40) });
    process.stdout.write(number + '\\n');
  }));
}
await log.save();
`;

function startWriter(file: string, name: string, first: number, last: number): ChildProcess {
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', writer, file, name, String(first), String(last)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

it('loses no row of ten thousand, whenever its process is killed', { timeout: 400_000 }, async () => {
  const file = path.join(temporaryFolder(), 'log.xlsx');
  const random = randomGenerator(41);
  const promised = new Set<number>();
  const [all, kills] = [10_000, 12];
  let first = 0;
  for (let kill = 0; promised.size < all; kill++) {
    const child = startWriter(file, 'a', first, all);
    const isLast = kill >= kills;
    const enough = promised.size + Math.floor((all / kills) * (0.5 + random.next()));
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout! })) {
      promised.add(Number(line));
      if (isLast || promised.size < enough || child.killed) continue;
      // In the middle of a journal's line, of a workbook, of a rename: wherever it happens to be.
      await wait(random.next() * 500);
      child.kill('SIGKILL');
    }
    await ended;
    if (existsSync(file)) await readParts(file);
    first = promised.size === 0 ? 0 : Math.max(...promised) + 1;
    // Those that were written and not promised are promised by nobody; they begin a later number.
    first = Math.min(all, Math.ceil(first / 20) * 20);
    if (first === all) break;
  }
  const log = LogFile.of(file);
  await log.save();
  const { rows } = await log.rows();
  const numbers = rows.map((row) => Number(row.get('batchSize')));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect([...promised].filter((number) => !new Set(numbers).has(number))).toEqual([]);
  expect(new Set(rows.map((row) => row.get('run'))).size).toBe(rows.length);
  expect(promised.size).toBeGreaterThan(all - 20 * (kills + 1));
  expect(existsSync(`${file}.rows`)).toBe(false);
});

/** Kills its own process just before, or just after, the new workbook takes the old one's place. */
const suicide = (moment: 'before' | 'after'): string => `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { rename } = fs.promises;
fs.promises.rename = async (from, to) => {
  const isWorkbook = String(to).endsWith('.xlsx');
  if (isWorkbook && '${moment}' === 'before') process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
  if (isWorkbook) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
`;

it.each(['before', 'after'] as const)(
  'has every row once if it is killed just %s the workbook is replaced',
  async (moment) => {
    const file = path.join(temporaryFolder(), 'log.xlsx');
    const hook = `data:text/javascript,${encodeURIComponent(suicide(moment))}`;
    for (const first of [0, 20]) {
      const child = spawn(
        process.execPath,
        ['--import', hook, '--input-type=module', '-e', writer, file, 'a', String(first), String(first + 20)],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    }
    expect(existsSync(file)).toBe(moment === 'after');
    const log = LogFile.of(file);
    await log.save();
    const { rows } = await log.rows();
    expect(rows.map((row) => row.get('batchSize'))).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(rows.map((row) => row.get('run'))).toEqual(Array.from({ length: 40 }, (_, index) => `T${index}`));
  },
);

it('takes the rows of two processes at once', async () => {
  const file = path.join(temporaryFolder(), 'log.xlsx');
  const writers = ['a', 'b'].map((name) => startWriter(file, name, 0, 300));
  await Promise.all(
    writers.map(async (child) => {
      child.stdout!.resume();
      expect(await once(child, 'exit')).toEqual([0, null]);
    }),
  );
  const { rows } = await LogFile.of(file).rows();
  expect(rows).toHaveLength(600);
  expect(rows.map((row) => row.get('run'))).toEqual(Array.from({ length: 600 }, (_, index) => `T${index}`));
  const ofA = rows.filter((row) => row.get('file') === 'a').map((row) => row.get('batchSize'));
  expect(new Set(ofA).size).toBe(300);
});
