import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type CellRun, useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

/** Pictures are kept, to be looked at. */
async function pngOf({ outputs }: CellRun, name: string): Promise<Buffer> {
  const shown = outputs.findLast(({ type }) => type === 'execute_result' || type === 'update_display_data');
  const png = Buffer.from(String((shown!.content.data as Record<string, string>)['image/png']), 'base64');
  const folder = path.resolve('test-results/kernel');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${name}.png`), png);
  return png;
}

test('the library works in a notebook far from the repository, with its types', async () => {
  const { errors, result } = await run(
    `import { layers, losses, models, optimizers, setSeed, tf, type Tensor } from 'cuaderno';
     const scalar: Tensor = tf.scalar(2); scalar.dataSync()[0]`,
  );
  expect(errors).toEqual([]);
  expect(result).toBe('2');
  expect((await run('layers.dense({ unit: 3 })')).errors[0]).toMatch(/TS2353|TS2561/);
  expect((await run(`const wrong: string = models.sequential([]);`)).errors[0]).toContain('TS2322');
});

test('a tensor shows shape, type, its values and their range', async () => {
  expect((await run('tf.tensor2d([[1, -2.5, 3], [4, 5, 6]])')).result).toBe(
    'Tensor float32 [2, 3]\n[[      1, -2.5000,       3],\n [      4,       5,       6]]\nmin -2.5000 · mean 2.7500 · max 6',
  );
  expect((await run('tf.scalar(0.5)')).result).toBe('Tensor float32 []\n0.5000');
  expect((await run('tf.tensor1d([true, false], "bool")')).result).toBe('Tensor bool [2]\n[ true, false]');
  expect((await run('tf.tensor1d(["a", "b"])')).result).toBe('Tensor string [2]\n["a", "b"]');
  expect((await run('tf.tensor1d([1, NaN, Infinity])')).result).toContain(
    'min 1 · mean 1 · max 1 · 2 NaN or infinite',
  );
  expect((await run('tf.zeros([0, 3])')).result).toBe('Tensor float32 [0, 3], without values');
  expect((await run('tf.variable(tf.tensor1d([7], "int32"))')).result).toBe('Variable int32 [1]\n[7]');
  expect((await run('const gone = tf.scalar(1); gone.dispose(); gone')).result).toBe(
    'Tensor float32 [], disposed',
  );
});

test('a large tensor shows its first values; showing keeps no tensor', async () => {
  await run(
    'const large = tf.range(0, 5_000_000, 1, "float32").reshape([5, 1000, 1000]); const kept = tf.memory().numTensors',
  );
  const { result } = await run('large');
  expect(result).toMatch(/^Tensor float32 \[5, 1000, 1000\]\n\[\[\[ +0, +1, +2,[^\]]*7, …\],\n {2}\[ *1000,/);
  expect(result).toMatch(/ {2}…\],\n\n \[\[1.000e\+6|1000000/);
  expect(result).toMatch(/min 0 · mean .* · max 4\.?999999|5\.000e\+6/);
  expect((await run('tf.ones([40, 16, 16, 3])')).result).toMatch(/Shown: the first 32 of 40 images$/);
  expect((await run('tf.memory().numTensors - kept')).result).toBe('1');
});

test('an image tensor is an image, a batch its images', async () => {
  await run('const gradient = tf.range(0, 32 * 32, 1).reshape([32, 32, 1]).div(1023) as Tensor');
  const gray = await run('gradient');
  const png = await pngOf(gray, 'image');
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([192, 192]);
  // The first pixel is black, the last white, and the one in row 16, column 0 is 512 / 1023 of it.
  const at = (x: number, y: number) => data[(y * info.width + x) * info.channels];
  expect([at(0, 0), at(191, 191), at(0, 16 * 6)]).toEqual([0, 255, Math.round((255 * 512) / 1023)]);
  expect(gray.outputs[0]?.content.metadata).toEqual({ 'image/png': { width: 192, height: 192 } });
  const batch = await run('tf.tile(gradient.expandDims(0), [10, 1, 1, 3]).mul(tf.tensor([1, 0, 0]))');
  const colors = await sharp(await pngOf(batch, 'batch'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const channel = (offset: number) =>
    colors.data.filter((_, index) => index % 3 === offset).reduce((most, value) => Math.max(most, value), 0);
  expect(colors.info.width).toBe(800);
  expect(channel(0)).toBe(255);
  // What is no image has none: filters, logits, masks of other depth.
  for (const shape of ['[3, 3, 3]', '[3, 3, 1, 32]', '[32, 10]', '[28, 28, 6]']) {
    const { outputs } = await run(`tf.zeros(${shape})`);
    expect(Object.keys(outputs[0]!.content.data as object)).toEqual(['text/plain']);
  }
});

test('a model shows its summary, built or not', async () => {
  const { result } = await run(
    `const model = models.sequential([layers.dense({ units: 8, inputShape: [4], activation: 'relu' }), layers.dense({ units: 2 })]); model`,
  );
  expect(result).toContain('Total params: 58');
  expect(result).toContain('┃ Layer (type)');
  expect((await run('models.sequential([])')).result).toMatch(/^Model: "sequential/);
});

test('what fit returns shows its curves', async () => {
  const trained = await run(`setSeed(1);
    model.compile({ optimizer: optimizers.adam(), loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });
    const [xs, ys] = [tf.randomNormal([32, 4]), tf.zeros([32])];
    await model.fit([xs, ys], { epochs: 3, verbose: 0 })`);
  expect(trained.errors).toEqual([]);
  const png = await pngOf(trained, 'history');
  expect((await sharp(png).metadata()).width).toBe(1600);
  // Alive at once where Plotly's extension is, before the picture joins it.
  const shown = trained.outputs.filter(({ type }) => type !== 'stream');
  const formats = shown.map(({ type, content }) => [type, Object.keys(content.data as object).sort()]);
  expect(formats).toEqual([
    ['display_data', ['application/vnd.plotly.v1+json', 'text/plain']],
    ['update_display_data', ['application/vnd.plotly.v1+json', 'image/png', 'text/plain']],
  ]);
  const [id, updated] = shown.map(({ content }) => (content.transient as { display_id: string }).display_id);
  expect(id).toMatch(/./);
  expect(updated).toBe(id);
});

test('tensors and models are one line in the console and inside of other values', async () => {
  const { stdout } = await run(`console.log('x', tf.tensor1d([1, 2]), { y: tf.zeros([3, 400]) }, model)`);
  expect(stdout).toBe(
    'x Tensor float32 [2] [1, 2] { y: Tensor float32 [3, 400] } Sequential "sequential" (2 layers)\n',
  );
  expect((await run('[tf.scalar(3)]')).result).toBe('[ Tensor float32 [] 3 ]');
});

test('an interrupted fit stops, returns its history and leaves everything usable', async () => {
  let began: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    began = resolve;
  });
  const before = await run('const weightBefore = model.getWeights()[0]!.clone(); 0');
  expect(before.errors).toEqual([]);
  const running = run(
    `const epochs = 1_000_000;
     const trained = await model.fit([xs, ys], { epochs, verbose: 0, callbacks: [{
       onEpochEnd: async (epoch: number) => { if (epoch === 2) console.log('begun') } }] });
     trained.history.loss!.length`,
    {
      onMessage: ({ type }) => {
        if (type === 'stream') began();
      },
    },
  );
  await beginning;
  await kernel().interrupt();
  const { reply, result, errors } = await running;
  expect([reply.status, errors]).toEqual(['ok', []]);
  expect(Number(result)).toBeGreaterThanOrEqual(3);
  expect(Number(result)).toBeLessThan(1_000_000);
  expect((await run('trained.epoch.length === trained.history.loss!.length')).result).toBe('true');
  expect((await run('model.getWeights()[0]!.sub(weightBefore).abs().max().dataSync()[0]! > 0')).result).toBe(
    'true',
  );
  const again = await run('(await model.fit([xs, ys], { epochs: 2, verbose: 0 })).epoch.length');
  expect(again.result).toBe('2');
});
