import { afterEach, expect, test } from 'vitest';
import type { DisplayOptions, MimeBundle } from '../../src/display/displayHost.js';
import { drawPng, stopDrawing } from '../../src/plots/drawing/draw.js';
import { history, liveHistory } from '../../src/plots/index.js';
import { tenEpochs } from './histories.js';

const plotly = 'application/vnd.plotly.v1+json';
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
  const figure = bundle[plotly] as { data: { x: number[]; y: number[] }[] };
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

test('every epoch is told of when it ends, and the first batches before that', async () => {
  const shown = recordDisplays();
  await train(3);
  const said = shown.map(({ bundle }) => String(bundle['text/plain']));
  expect(said[0]).toMatch(/epoch 0 of 3$/);
  expect(said[1]).toMatch(/epoch 1 of 3, 1\/4$/);
  for (const epoch of [1, 2, 3]) {
    const text = expect.stringMatching(new RegExp(`epoch ${epoch} of 3 · loss ${logsOf(epoch - 1).loss}`));
    expect(said).toContainEqual(text);
  }
});

test('until training ends it is a picture, which also moves within an epoch', async () => {
  const shown = recordDisplays();
  // The next worker is started with empty axes, the picture before the curve's.
  await stopDrawing();
  const callback = liveHistory();
  callback.setParams({ epochs: 1, steps: 1_000_000 });
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  const pictures = () => new Set(shown.flatMap(({ bundle }) => bundle['image/png'] ?? []));
  for (let batch = 0; pictures().size < 2; batch++) {
    await callback.onBatchEnd(batch, { loss: 2 });
    await new Promise(setImmediate);
  }
  expect(shown.filter(({ bundle }) => plotly in bundle)).toEqual([]);
  await callback.onEpochEnd(0, { loss: 1.5 });
  await callback.onTrainEnd();
  expect(shown.filter(({ bundle }) => plotly in bundle)).toEqual([shown.at(-1)]);
});

test('where the worker runs already, the first picture has a curve in it', async () => {
  await drawPng(history(tenEpochs), 1);
  const shown = recordDisplays();
  const callback = liveHistory();
  callback.setParams({ epochs: 1, steps: 4 });
  await callback.onTrainBegin();
  await drawPng(history(tenEpochs), 1);
  expect(shown.filter(({ bundle }) => 'image/png' in bundle)).toEqual([]);
  await callback.onEpochBegin(0);
  await callback.onBatchEnd(0, { loss: 2 });
  await drawPng(history(tenEpochs), 1);
  expect(shown.filter(({ bundle }) => 'image/png' in bundle).length).toBeGreaterThan(0);
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
