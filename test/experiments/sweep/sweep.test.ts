import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ArgumentError, ExperimentLog, layers, models, sweep } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';

const trained = path.resolve('test/experiments/sweep/trainedModule.mjs');

async function newLog(): Promise<ExperimentLog> {
  return ExperimentLog.open(path.join(temporaryFolder(), 'log.xlsx'), { keepWeights: false });
}

describe('a sweep with a function', () => {
  it('goes through the grid, with a row for each trial', async () => {
    const log = await newLog();
    const seen: string[] = [];
    const { trials, best, finished } = await sweep(
      { batchSize: [1, 2], rate: [0.5, 0.25], mirror: [true] },
      ({ batchSize, rate, mirror }, { epochs, seed }) => {
        seen.push(`${batchSize} ${rate} ${mirror} ${epochs} ${seed}`);
        return batchSize + rate;
      },
      { log, epochs: 7, verbose: false },
    );
    expect(seen.map((line) => line.replace(/ \d+$/, ''))).toEqual([
      '1 0.5 true 7',
      '1 0.25 true 7',
      '2 0.5 true 7',
      '2 0.25 true 7',
    ]);
    expect(new Set(seen.map((line) => line.split(' ').at(-1))).size).toBe(4);
    expect(best).toMatchObject({ parameters: { batchSize: 2, rate: 0.5 }, score: 2.5, run: 'T2' });
    expect([trials.length, finished]).toEqual([4, true]);
    expect(
      (await log.rows()).map((row) => [row.run, row.batchSize, row['value:rate'], row['value:score']]),
    ).toEqual([
      ['T0', 1, 0.5, 1.5],
      ['T1', 1, 0.25, 1.25],
      ['T2', 2, 0.5, 2.5],
      ['T3', 2, 0.25, 2.25],
    ]);
  });

  it('goes on where it was stopped, and begins nothing twice', async () => {
    const log = await newLog();
    const stop = new AbortController();
    const seen: number[] = [];
    const space = { x: [1, 2, 3, 4, 5] };
    const first = await sweep(
      space,
      ({ x }) => {
        if (x === 3) stop.abort();
        seen.push(x);
        return x;
      },
      { log, signal: stop.signal, verbose: false },
    );
    // The one that was being trained is not whole.
    expect([first.finished, first.trials.length, first.best?.score]).toEqual([false, 2, 2]);
    const onward = ({ x }: { x: number }): number => {
      seen.push(x);
      return -x;
    };
    const second = await sweep(space, onward, { log, verbose: false });
    expect(seen).toEqual([1, 2, 3, 3, 4, 5]);
    expect(second.trials.map(({ score }) => score)).toEqual([1, 2, -3, -4, -5]);
    const third = await sweep(space, () => expect.fail('nothing is left'), { log, verbose: false });
    expect(third.trials).toEqual(second.trials);
    expect((await log.rows()).map((row) => row['value:x'])).toEqual([1, 2, 3, 4, 5]);
  });

  it('halves: the best third goes on, three times as long', async () => {
    const log = await newLog();
    const seen: [number, number][] = [];
    const { best, trials } = await sweep(
      { x: [5, 3, 9, 1, 7, 8, 2, 6, 4] },
      ({ x }, { epochs }) => {
        seen.push([x, epochs]);
        return x / 10;
      },
      { log, strategy: 'halving', epochs: 18, mode: 'min', verbose: false },
    );
    expect(seen.filter(([, epochs]) => epochs === 2).length).toBe(9);
    expect(seen.slice(9)).toEqual([
      [1, 6],
      [2, 6],
      [3, 6],
      [1, 18],
    ]);
    expect(best).toMatchObject({ parameters: { x: 1 }, epochs: 18, score: 0.1 });
    expect(trials).toHaveLength(13);
  });

  it('draws from ranges, the same for the same seed', async () => {
    const drawn = async (seed: number) => {
      const values: { rate: number; units: number; kind: string }[] = [];
      await sweep(
        {
          rate: { low: 1e-4, high: 1e-1, log: true },
          units: { low: 4, high: 6, whole: true },
          kind: ['a', 'b'],
        },
        (parameters) => {
          values.push({ ...parameters });
          return 0;
        },
        { log: await newLog(), strategy: 'random', trials: 40, seed, verbose: false },
      );
      return values;
    };
    const [one, same, other] = [await drawn(1), await drawn(1), await drawn(2)];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(new Set(one.map(({ units }) => units))).toEqual(new Set([4, 5, 6]));
    expect(one.every(({ rate }) => rate >= 1e-4 && rate <= 1e-1)).toBe(true);
    // Evenly over three powers of ten: about a third below 1e-3.
    const small = one.filter(({ rate }) => rate < 1e-3).length;
    expect(small).toBeGreaterThan(5);
    expect(small).toBeLessThan(25);
  });

  it('logs what fit knows, and goes on after a trial that fails', async () => {
    const log = await newLog();
    const { trials } = await sweep(
      { units: [2, 0, 3] },
      ({ units }, { run, epochs }) => {
        if (units === 0) throw new Error('no units');
        const model = models.sequential([layers.dense({ units, inputShape: [1] })]);
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['accuracy'] });
        const data: [number[][], number[][]] = [[[1]], [Array(units).fill(1)]];
        return model.fit(data, { epochs, validationData: data, verbose: 0, log: run });
      },
      { log, epochs: 2, verbose: false },
    );
    expect(trials.map(({ error }) => error)).toEqual([undefined, 'no units', undefined]);
    const rows = await log.rows();
    // units + units weights
    expect(rows.map((row) => [row.run, row.epochs, row.parameters])).toEqual([
      ['T0', 2, 4],
      ['T1', 2, 6],
    ]);
    expect(rows[1]!.architectureChanges).toBe('dense: units 2 → 3');
    expect((await log.history('T1')).epoch).toEqual([0, 1]);
  });

  it('says what does not go together', async () => {
    const log = await newLog();
    const nothing = () => 0;
    await expect(sweep({}, nothing, { log })).rejects.toThrow(ArgumentError);
    await expect(sweep({ x: [] }, nothing, { log })).rejects.toThrow(/x has no values/);
    await expect(sweep({ x: { low: 0, high: 1 } }, nothing, { log })).rejects.toThrow(/x is a range/);
    await expect(sweep({ x: [1] }, nothing, { log, strategy: 'random' })).rejects.toThrow(/needs trials/);
    await expect(sweep({ x: [1] }, nothing, { log, processes: 2 })).rejects.toThrow(
      /cannot leave this process/,
    );
  });
});

describe('a sweep with a module', () => {
  it('runs trials side by side in processes of their own', async () => {
    const log = await newLog();
    process.env.TRIALS_FILE = path.join(temporaryFolder(), 'trials');
    const { trials, best } = await sweep({ units: [1, 2], learningRate: [0.01, 0.02] }, trained, {
      log,
      epochs: 3,
      processes: 2,
      mode: 'min',
      verbose: false,
    });
    expect(trials.every(({ error }) => error === undefined)).toBe(true);
    expect(best!.score).toBe(Math.min(...trials.map(({ score }) => score!)));
    const lines = readFileSync(process.env.TRIALS_FILE, 'utf8').trim().split('\n');
    expect(new Set(lines.map((line) => line.split(' ')[2])).size).toBe(2);
    expect((await log.rows()).map(({ epochs, learningRate }) => [epochs, learningRate]).sort()).toEqual([
      [3, 0.01],
      [3, 0.01],
      [3, 0.02],
      [3, 0.02],
    ]);
  });

  it('begins a trial again whose process was killed, and has one row of it', async () => {
    const log = await newLog();
    const file = path.join(temporaryFolder(), 'trials');
    process.env.TRIALS_FILE = file;
    const running = sweep({ units: [1, 2], learningRate: [0.01], waitMs: [1500] }, trained, {
      log,
      epochs: 1,
      processes: 1,
      mode: 'min',
      verbose: false,
    });
    while (!existsSync(file)) await wait(20);
    process.kill(Number(readFileSync(file, 'utf8').trim().split(' ')[2]), 'SIGKILL');
    const { trials } = await running;
    expect(trials.map(({ error }) => error)).toEqual([undefined, undefined]);
    const begun = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('begin 0'));
    expect(begun).toHaveLength(2);
    expect((await log.rows()).map(({ run, parameters }) => [run, parameters])).toEqual([
      ['T0', 4],
      ['T1', 7],
    ]);
  });

  it('is stopped at once, in the middle of a trial', async () => {
    const log = await newLog();
    const file = path.join(temporaryFolder(), 'trials');
    process.env.TRIALS_FILE = file;
    const stop = new AbortController();
    const running = sweep({ units: [1, 2], learningRate: [0.01], waitMs: [3_600_000] }, trained, {
      log,
      processes: 1,
      signal: stop.signal,
      verbose: false,
    });
    while (!existsSync(file)) await wait(20);
    stop.abort();
    expect(await running).toEqual({ trials: [], best: undefined, finished: false });
    const trialProcess = Number(readFileSync(file, 'utf8').trim().split(' ')[2]);
    expect(() => process.kill(trialProcess, 0)).toThrow('ESRCH');
  });

  it('goes on after the sweep itself was killed', async () => {
    const folder = temporaryFolder();
    const trialsFile = path.join(folder, 'trials');
    const program = `
      import { ExperimentLog, sweep } from ${JSON.stringify(path.resolve('dist/src/index.js'))};
      const log = await ExperimentLog.open(process.argv[1]);
      await sweep({ units: [1, 2, 3], learningRate: [0.01], waitMs: [300] }, ${JSON.stringify(trained)}, { log, epochs: 1, processes: 1, mode: 'min' });
    `;
    const start = () =>
      spawn(process.execPath, ['--input-type=module', '-e', program, path.join(folder, 'log.xlsx')], {
        env: { ...process.env, TRIALS_FILE: trialsFile },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const first = start();
    await once(first.stdout!, 'data');
    first.kill('SIGKILL');
    await once(first, 'exit');
    const second = start();
    second.stdout!.resume();
    expect(await once(second, 'exit')).toEqual([0, null]);
    const log = await ExperimentLog.open(path.join(folder, 'log.xlsx'));
    expect((await log.rows()).map(({ run, parameters }) => [run, parameters])).toEqual([
      ['T0', 4],
      ['T1', 7],
      ['T2', 10],
    ]);
    const ends = readFileSync(trialsFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('end 0'));
    expect(ends).toHaveLength(1);
  });
});
