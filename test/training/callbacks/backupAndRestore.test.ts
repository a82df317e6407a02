/** A training whose process is killed goes on as if nothing had happened. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArgumentError, type Callback, callbacks, DataError, layers, models } from '../../../src/index.js';

const program = path.join(import.meta.dirname, 'trainingThatDies.mjs');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'backup-'));
});
afterEach(() => rm(folder, { recursive: true }));

function run(backupDir: string, dieAtEpoch: number, when = 'batch') {
  return spawnSync(process.execPath, [program, backupDir, String(dieAtEpoch), when], { encoding: 'utf8' });
}

interface Outcome {
  epoch: number[];
  stopping: { bestEpoch: number; stoppedEpoch: number };
  plateau: { learningRate: number };
}

describe('a training that is killed', () => {
  it('goes on with the epoch, and ends with the same history, weights, files and waits', () => {
    const undisturbed = JSON.parse(run(path.join(folder, 'undisturbed'), -1).stdout) as Outcome;
    // The training is one in which callbacks have something to remember.
    const { bestEpoch, stoppedEpoch } = undisturbed.stopping;
    expect(stoppedEpoch).toBe(bestEpoch + 5);
    expect(undisturbed.plateau.learningRate).toBeCloseTo(0.05 / 4, 6);
    const backupDir = path.join(folder, 'killed');
    // In the middle of epochs: before the first wait, while two callbacks wait, in a cooldown; then when the last epoch
    // is recorded, so that nothing but the end is left.
    const killed = [
      run(backupDir, Math.max(bestEpoch - 2, 1)),
      run(backupDir, bestEpoch + 2),
      run(backupDir, bestEpoch + 3),
      run(backupDir, stoppedEpoch, 'recorded'),
    ];
    expect(killed.map(({ signal, stdout }) => [signal, stdout])).toEqual(killed.map(() => ['SIGKILL', '']));
    expect(existsSync(path.join(backupDir, 'training.backup'))).toBe(true);
    const last = run(backupDir, -1);
    expect(last.stderr).toBe('');
    const outcome = JSON.parse(last.stdout) as Outcome;
    expect(outcome).toEqual(undisturbed);
    expect(outcome.epoch).toEqual(Array.from({ length: stoppedEpoch + 1 }, (_, epoch) => epoch));
    // It has ended: the next run begins anew.
    expect(readdirSync(backupDir)).toEqual([]);
  });
});

function line(units = 1): models.Sequential {
  const model = models.sequential([layers.dense({ units, inputShape: [1] })]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

const data = [
  [[1], [2]],
  [[2], [4]],
] as const;

describe('a backup', () => {
  const file = () => path.join(folder, 'training.backup');

  async function interrupted(): Promise<void> {
    const stop = new AbortController();
    const stopping: Callback = { onEpochBegin: (epoch) => void (epoch === 1 && stop.abort()) };
    const backup = callbacks.backupAndRestore({ backupDir: folder });
    await line().fit(data, { epochs: 3, callbacks: [backup, stopping], signal: stop.signal, verbose: 0 });
  }

  it('stays after an interrupt, and lets the training go on', async () => {
    await interrupted();
    const model = line();
    const epochs: number[] = [];
    const noting: Callback = { onEpochBegin: (epoch) => void epochs.push(epoch) };
    const backup = callbacks.backupAndRestore({ backupDir: folder });
    const history = await model.fit(data, { epochs: 3, callbacks: [backup, noting], verbose: 0 });
    expect(epochs).toEqual([1, 2]);
    expect(history.epoch).toEqual([0, 1, 2]);
    expect(existsSync(file())).toBe(false);
  });

  it('of another model, or one that is cut short, is refused', async () => {
    await interrupted();
    const backup = callbacks.backupAndRestore({ backupDir: folder });
    const options = { epochs: 3, callbacks: [backup], verbose: 0 } as const;
    await expect(line(2).fit([[[1]], [[2, 3]]], options)).rejects.toThrow(ArgumentError);
    writeFileSync(file(), readFileSync(file()).subarray(0, -5));
    const error = await line()
      .fit(data, options)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toBe(
      `${file()} is no whole backup of a training. Delete it to begin the training anew.`,
    );
  });
});
