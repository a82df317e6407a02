/** Every public name has a doc comment and an example, and every example runs, type-checked, in a real kernel. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { card } from '../../datasets/cifar10/card.js';
import { KernelClient } from '../../kernel/protocol/client.js';
import { writePackedImages } from '../../src/data/packedImages.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import { kernelArgv, summary } from '../kernel/kernelUnderTest.js';
import { type PublicName, publicNames } from './publicNames.js';

/** What an example may take for granted: a small data set, a compiled model and what a training of it gave. */
const preamble = `
const { train, test, classNames } = await datasets.shapes10.load({ trainLength: 64, testLength: 32 });
const model = models.sequential([
  layers.conv2D({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }),
  layers.maxPooling2D({ poolSize: 4 }),
  layers.flatten(),
  layers.dense({ units: 10 }),
]);
model.compile({
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});
const history = await model.fit(train, { epochs: 1, validationData: test, verbose: 0 });`;

const names = publicNames();
const examples = names.flatMap((name) =>
  name.examples.map((code, index) => ({ title: `${name.name}${index > 0 ? ` (${index + 1})` : ''}`, code })),
);
const topLevel = [...new Set(names.filter(isValue).map(({ name }) => name.split('.')[0]!))];

const imports = `
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ${topLevel.join(', ')}, type Scalar, type SymbolicTensor, type Tensor } from 'cuaderno';`;

function isValue({ kind }: PublicName): boolean {
  return kind !== 'type';
}

/** An error class is thrown by the library, not made by its user. */
function needsExample({ name, kind }: PublicName): boolean {
  return kind === 'function' || (kind === 'class' && !name.endsWith('Error'));
}

describe('public names', () => {
  it('are many', () => expect(names.length).toBeGreaterThan(100));

  it('have a doc comment', () => {
    const bare = names.filter(({ description }) => description.trim() === '');
    expect(bare.map(({ name, place }) => `${name} (${place})`)).toEqual([]);
  });

  it('have an example', () => {
    const without = names.filter((name) => needsExample(name) && name.examples.length === 0);
    expect(without.map(({ name, place }) => `${name} (${place})`)).toEqual([]);
  });
});

describe('examples', () => {
  let kernel: KernelClient;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno examples '));
    const cache = path.join(folder, 'cache');
    await writeSmallCifar10(path.join(cache, 'datasets'));
    await symlink(path.join(cacheFolder(), 'engine'), path.join(cache, 'engine'));
    const env = { ...process.env, CUADERNO_CACHE: cache };
    kernel = await KernelClient.start({ argv: kernelArgv, cwd: folder, env });
    expect(await errorsOf(`${imports}${preamble}`)).toEqual([]);
  });
  afterAll(async () => {
    await kernel?.shutdown();
    await rm(folder, { recursive: true, force: true });
  });

  async function errorsOf(code: string): Promise<string[]> {
    const outputs: Parameters<typeof summary>[0] = [];
    await kernel.execute(code, { onMessage: (message) => outputs.push(message) });
    return summary(outputs).errors;
  }

  it.each(examples)('$title', async ({ code }) => {
    // A block of its own: no example lives on what another one has declared.
    expect(await errorsOf(`{\n${code}\n}`)).toEqual([]);
  });
});

/** The cache of a data set in its own form, with a few gray images: what is shown is how it is loaded. */
async function writeSmallCifar10(datasetsFolder: string): Promise<void> {
  const lengths = { train: 40, test: 20 };
  const parts = Object.entries(lengths).map(([name, length]) => ({ name, length }));
  const { name, source, imageShape, classNames } = card;
  await writePackedImages(
    path.join(datasetsFolder, `${name}.images`),
    { name, source, imageShape, classNames, parts },
    parts.map(({ length }) => ({
      labels: Uint8Array.from({ length }, (_, index) => index % 10),
      images: [new Uint8Array(length * 32 * 32 * 3).fill(128)],
    })),
  );
}
