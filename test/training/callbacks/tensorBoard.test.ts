/** Event files as TensorBoard's own reader sees them. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnvironment } from '../../../kernel/lab/pythonEnvironment.js';
import { callbacks, History, layers, models } from '../../../src/index.js';
import { maskedCrc32c } from '../../../src/training/callbacks/events/crc32c.js';

/** TensorBoard in an environment of its own, installed by the first run. */
const { python, missing } = await ensurePythonEnvironment(
  'test-tensorboard',
  ['tensorboard==2.20.0', 'setuptools==80.9.0'],
  {
    step() {},
    advance() {},
  },
).then(
  (environment) => ({ python: environment.python, missing: undefined }),
  (error: Error) => ({ python: '', missing: error.message.split('\n')[0] }),
);

const reader = `
import sys, json
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
out = {}
for name in ('train', 'validation'):
    events = EventAccumulator(sys.argv[1] + '/' + name).Reload()
    out[name] = {tag: [[one.step, one.value] for one in events.Scalars(tag)] for tag in events.Tags()['scalars']}
    out[name + '_histograms'] = {tag: [[one.step, one.histogram_value.num, one.histogram_value.min, one.histogram_value.max] for one in events.Histograms(tag)] for tag in events.Tags()['histograms']}
print(json.dumps(out))
`;

interface Read {
  train: Record<string, [step: number, value: number][]>;
  validation: Record<string, [step: number, value: number][]>;
  train_histograms: Record<string, [step: number, count: number, min: number, max: number][]>;
}

it('the checksum of TFRecord is CRC-32C with its mask', () => {
  // crc32c("123456789") is 0xe3069283 (RFC 3720); turned right by 15 bits, plus 0xa282ead8.
  const crc = 0xe3069283n;
  const turned = ((crc >> 15n) | (crc << 17n)) & 0xffffffffn;
  expect(BigInt(maskedCrc32c(Buffer.from('123456789')))).toBe((turned + 0xa282ead8n) & 0xffffffffn);
});

describe.skipIf(missing !== undefined)(`TensorBoard${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tensorboard-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads epochs, batches, validation and histograms', async () => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [1], name: 'line' })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const data = [
      [[1], [2], [3]],
      [[2], [4], [6]],
    ] as const;
    const callback = callbacks.tensorBoard({ logDir: folder, updateFreq: 'batch', histogramFreq: 1 });
    const history = await model.fit(data, {
      epochs: 3,
      batchSize: 2,
      validationData: data,
      callbacks: [callback],
      verbose: 0,
    });
    expect(history).toBeInstanceOf(History);
    expect(readdirSync(path.join(folder, 'train'))).toHaveLength(1);
    const read = JSON.parse(
      execFileSync(python, ['-c', reader, folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as Read;
    const { loss, val_loss } = history.history;
    const asFloats = (values: number[]) => values.map((value, step) => [step, Math.fround(value)]);
    expect(read.train.epoch_loss).toEqual(asFloats(loss!));
    expect(read.validation.epoch_loss).toEqual(asFloats(val_loss!));
    expect(read.train.epoch_learning_rate!.map(([, value]) => value)).toEqual(
      new Array(3).fill(Math.fround(0.01)),
    );
    // Three epochs of two batches.
    expect(read.train.batch_loss!.map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5]);
    const [step, count, min, max] = read.train_histograms['line/kernel']!.at(-1)!;
    const kernel = model.getWeights()[0]!.dataSync()[0]!;
    expect([step, count, min, max]).toEqual([2, 1, kernel, kernel]);
  });
});
