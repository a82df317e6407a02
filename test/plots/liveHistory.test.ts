import { afterEach, expect, test } from 'vitest';
import type { DisplayOptions, MimeBundle } from '../../src/display/displayHost.js';
import { liveHistory } from '../../src/plots/index.js';
import { tenEpochs } from './histories.js';

const key = Symbol.for('cuaderno.displayHost');
const registry = globalThis as { [key]?: unknown };
afterEach(() => {
  delete registry[key];
});

function recordDisplays(): { bundle: MimeBundle; options: DisplayOptions }[] {
  const shown: { bundle: MimeBundle; options: DisplayOptions }[] = [];
  registry[key] = {
    display: (bundle: MimeBundle, options: DisplayOptions) => shown.push({ bundle, options }),
    clearOutput() {},
    interruptSignal: new AbortController().signal,
  };
  return shown;
}

function logsOf(epoch: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(tenEpochs.history).map(([name, values]) => [name, values[epoch]!]),
  );
}

/** The points of the first curve, the training loss. */
function trainingLoss(bundle: MimeBundle): { x: number[]; y: number[] } {
  const figure = bundle['application/vnd.plotly.v1+json'] as { data: { x: number[]; y: number[] }[] };
  return figure.data[0]!;
}

async function train(epochs: number): Promise<void> {
  const callback = liveHistory();
  callback.setModel({});
  callback.setParams({ epochs, steps: 4 });
  await callback.onTrainBegin();
  for (let epoch = 0; epoch < epochs; epoch++) {
    await callback.onEpochBegin(epoch);
    for (let batch = 0; batch < 4; batch++) await callback.onBatchEnd(batch, { loss: 2, accuracy: 0.1 });
    await callback.onEpochEnd(epoch, logsOf(epoch));
  }
  await callback.onTrainEnd();
}

test('one output, first shown and then replaced; the last state is complete, with its picture', async () => {
  const shown = recordDisplays();
  await train(10);
  expect(new Set(shown.map(({ options }) => options.displayId)).size).toBe(1);
  expect(shown.map(({ options }) => options.update ?? false)).toEqual(shown.map((_, index) => index > 0));
  const last = shown.at(-1)!;
  expect(trainingLoss(last.bundle)).toMatchObject({
    x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    y: tenEpochs.history.loss,
  });
  expect(Buffer.from(String(last.bundle['image/png']), 'base64').subarray(1, 4).toString()).toBe('PNG');
  expect(last.bundle['text/plain']).toContain('10 epochs');
});

test('every epoch is shown when it ends, and the first batches before that', async () => {
  const shown = recordDisplays();
  await train(3);
  const lengths = shown.flatMap(
    ({ bundle }) => trainingLoss(bundle)?.x.filter(Number.isInteger).length ?? [],
  );
  expect(new Set(lengths)).toEqual(new Set([0, 1, 2, 3]));
  expect(shown.some(({ bundle }) => trainingLoss(bundle)?.x[0] === 0.25)).toBe(true);
});

test('a second training gets an output of its own', async () => {
  const shown = recordDisplays();
  await train(1);
  await train(1);
  expect(new Set(shown.map(({ options }) => options.displayId)).size).toBe(2);
});

test('outside a notebook it does nothing', async () => {
  await expect(train(2)).resolves.toBeUndefined();
});
