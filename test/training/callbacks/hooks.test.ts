/** Callbacks that golden cases do not cover, and the order in which `fit` calls them all. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  type Callback,
  callbacks,
  layers,
  models,
  optimizers,
  schedules,
} from '../../../src/index.js';

const data = [
  [[1], [2], [3]],
  [[2], [4], [6]],
] as const;

function line(args: { learningRate?: number } = {}): models.Sequential {
  const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: optimizers.sgd(args), loss: 'meanSquaredError' });
  return model;
}

afterEach(() => vi.restoreAllMocks());

describe('terminateOnNaN', () => {
  it('ends the training in the batch whose loss is no number', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const batches: number[] = [];
    const noting: Callback = { onBatchEnd: (batch) => void batches.push(batch) };
    // A rate at which the weights overflow within a few steps.
    const model = line({ learningRate: 1e30 });
    const list = [callbacks.terminateOnNaN(), noting];
    const history = await model.fit(data, {
      epochs: 50,
      batchSize: 1,
      shuffle: false,
      callbacks: list,
      verbose: 0,
    });
    const last = batches.at(-1);
    expect(history.epoch.length).toBeLessThan(3);
    expect(Number.isFinite(history.history.loss!.at(-1)!)).toBe(false);
    expect(printed.mock.calls.flat()).toContain(`Batch ${last}: Invalid loss, terminating training\n`);
  });
});

describe('progbarLogger', () => {
  const printedBy = async (list: readonly Callback[], verbose: 0 | 2): Promise<string[]> => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await line().fit(data, { epochs: 2, callbacks: list, verbose });
    const texts = printed.mock.calls.flat().map((text) => String(text).replace(/ - .*/s, '').trim());
    printed.mockRestore();
    return texts;
  };
  const saying: Callback = { onEpochEnd: (epoch) => void process.stdout.write(`said ${epoch}`) };

  it('stands where it is given, and is then the only one', async () => {
    expect(await printedBy([callbacks.progbarLogger(), saying], 2)).toEqual([
      'Epoch 1/2',
      '1/1',
      'said 0',
      'Epoch 2/2',
      '1/1',
      'said 1',
    ]);
    expect(await printedBy([saying], 2)).toEqual([
      'Epoch 1/2',
      'said 0',
      '1/1',
      'Epoch 2/2',
      'said 1',
      '1/1',
    ]);
  });

  it('is silent where fit is told to be', async () => {
    expect(await printedBy([callbacks.progbarLogger(), saying], 0)).toEqual(['said 0', 'said 1']);
  });
});

describe('lambdaCallback', () => {
  it('calls its functions, and refuses names that are no hooks', async () => {
    const seen: string[] = [];
    const callback = callbacks.lambdaCallback({
      onEpochEnd: (epoch, logs) => void seen.push(`${epoch} ${Object.keys(logs!).join()}`),
    });
    await line().fit(data, { epochs: 2, callbacks: [callback], verbose: 0 });
    expect(seen).toEqual(['0 loss', '1 loss']);
    const misspelt = { onEpochEnds: () => {} } as Callback;
    expect(() => callbacks.lambdaCallback(misspelt)).toThrow(ArgumentError);
    expect(() => callbacks.lambdaCallback(misspelt)).toThrow(
      'lambdaCallback: there is no hook “onEpochEnds”.',
    );
  });
});

describe('fit', () => {
  it('calls hooks in order, and keeps in the history what callbacks add to the logs', async () => {
    const events: string[] = [];
    const noting: Callback = {
      onTrainBegin: () => void events.push('train'),
      onEpochBegin: (epoch) => void events.push(`epoch ${epoch}`),
      onBatchBegin: (batch) => void events.push(`batch ${batch}`),
      onBatchEnd: (batch) => void events.push(`batch ${batch} ends`),
      onTestBegin: () => void events.push('test'),
      onTestEnd: (logs) => void events.push(`test ends: ${Object.keys(logs!).join()}`),
      onEpochEnd(epoch, logs) {
        events.push(`epoch ${epoch} ends: ${Object.keys(logs!).join()}`);
        logs!.mine = 7;
      },
      onEpochRecorded: (_, logs) => void events.push(`recorded: ${Object.keys(logs!).join()}`),
      onTrainEnd: () => void events.push('train ends'),
    };
    const history = await line().fit(data, { validationData: data, callbacks: [noting], verbose: 0 });
    expect(events).toEqual([
      'train',
      'epoch 0',
      'batch 0',
      'batch 0 ends',
      'test',
      'test ends: loss',
      'epoch 0 ends: loss,val_loss',
      'recorded: loss,val_loss,mine',
      'train ends',
    ]);
    expect(history.history.mine).toEqual([7]);
  });

  it('refuses a scheduler beside a schedule', async () => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
    const learningRate = schedules.exponentialDecay({
      initialLearningRate: 0.1,
      decaySteps: 10,
      decayRate: 0.9,
    });
    model.compile({ optimizer: optimizers.sgd({ learningRate }), loss: 'meanSquaredError' });
    const scheduler = callbacks.learningRateScheduler((_, rate) => rate);
    await expect(model.fit(data, { callbacks: [scheduler], verbose: 0 })).rejects.toThrow(ArgumentError);
  });
});
