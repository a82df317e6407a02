import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Content } from '../../../kernel/protocol/wire.js';
import { useKernel } from '../kernelUnderTest.js';

const { folder, kernel, run } = useKernel();

async function inspect(code: string, cursor = [...code].length): Promise<{ text: string; markdown: string }> {
  const { content } = await kernel().request('shell', 'inspect_request', {
    code,
    cursor_pos: cursor,
    detail_level: 0,
  });
  const data = content.data as Record<string, string>;
  return { text: data['text/plain'] ?? '', markdown: data['text/markdown'] ?? '' };
}

async function complete(code: string): Promise<Content & { matches: string[]; items: Content[] }> {
  const { content } = await kernel().request('shell', 'complete_request', {
    code,
    cursor_pos: [...code].length,
  });
  const { _jupyter_types_experimental: items } = content.metadata as Record<string, Content[]>;
  return { ...content, matches: content.matches as string[], items: items! };
}

test('names of the library that nobody has imported are offered, with their import', async () => {
  const { matches, items } = await complete('lay');
  expect(matches).toContain('layers');
  expect(items.find(({ text }) => text === 'layers')).toMatchObject({
    type: 'import from cuaderno',
    signature: "import { layers } from 'cuaderno';",
  });
  expect((await inspect('layers')).text).toContain("import { layers } from 'cuaderno';");
  expect((await inspect('layers.conv2D', 3)).markdown).toContain(
    "```typescript\nimport { layers } from 'cuaderno';\n```",
  );
});

test('a name of the library that is used without its import: the error says how to get it', async () => {
  const { errors } = await run('layers.dense({ units: 3 })');
  expect(errors[0]).toContain(
    "Cannot find name 'layers'. It is part of cuaderno: import { layers } from 'cuaderno';",
  );
  expect((await run('layerz')).errors[0]).not.toContain('import');
});

test('a tensor, a model, a layer: the type and what they are now', async () => {
  const { errors } = await run(`import { layers, losses, models, tf } from 'cuaderno';
    const x = tf.ones([8, 32, 32, 3]);
    const two = tf.tensor1d([1.5, 2]);
    const first = layers.conv2D({ filters: 4, kernelSize: 3, inputShape: [32, 32, 3] });
    const model = models.sequential([first, layers.flatten(), layers.dense({ units: 10 })]);
    const batch = { images: x, label: 'cats' };`);
  expect(errors).toEqual([]);
  const tensor = await inspect('x');
  expect(tensor.text).toMatch(/^const x: [\s\S]*Tensor[\s\S]*\n\nNow: Tensor float32 \[8, 32, 32, 3\]$/);
  expect(tensor.markdown).toContain('*Now*\n```text\nTensor float32 [8, 32, 32, 3]\n```');
  expect((await inspect('two')).text).toMatch(/Now: Tensor float32 \[2\] \[1\.5000, 2\]$/);
  // 3·3·3·4 + 4 = 112; 30·30·4 = 3600 inputs to 10 units: 36,010; together 36,122.
  const { text } = await inspect('model');
  expect(text).toMatch(
    /Now: Sequential "sequential\w*": \[batch, 32, 32, 3\] → \[batch, 10\], 36,122 parameters\n/,
  );
  expect(text).toMatch(/\n {2}Conv2D "conv2d\w*": → \[batch, 30, 30, 4\], 112 parameters\n/);
  expect((await inspect('first')).text).toMatch(
    /Now: Conv2D "conv2d\w*": → \[batch, 30, 30, 4\], 112 parameters$/,
  );
  expect((await inspect('tf.relu(batch.images', 18)).text).toContain('Now: Tensor float32 [8, 32, 32, 3]');
  expect((await inspect('model.fit')).text).not.toContain('Now:');
  expect((await inspect('models')).text).not.toContain('Now:');
});

test('the value of today, read while a cell runs; what it means elsewhere is not shown', async () => {
  await run('let steps = 1');
  const running = run('steps = 2; const end = Date.now() + 2000; while (Date.now() < end) steps++;');
  let seen = 1;
  while (seen < 3) seen = Number(/Now: (\d+)/.exec((await inspect('steps')).text)?.[1]);
  expect((await running).reply.status).toBe('ok');
  // A parameter of the same name is another thing, and so is a property.
  const shadowed = 'function f(steps: string) { return steps; }';
  expect((await inspect(shadowed, shadowed.lastIndexOf('steps') + 2)).text).toBe('(parameter) steps: string');
  expect((await inspect('const y = { steps: 5 }', 14)).text).not.toContain('Now:');
});

test('nothing of the user runs for it', async () => {
  await run(`let touched = 0;
    const trap = { get value() { touched++; return 5; }, plain: 7 };
    const proxy = new Proxy({ a: 1 }, { get() { touched++; return 1; } }) as { a: number };`);
  expect((await inspect('trap.value')).text).not.toContain('Now:');
  expect((await inspect('proxy.a')).text).not.toContain('Now:');
  expect((await inspect('trap.plain')).text).toContain('Now: 7');
  expect((await run('touched')).result).toBe('0');
});

test('long values are cut, marks of code do not end the block', async () => {
  await run("const long = Array.from({ length: 1000 }, (_, i) => 'x'.repeat(99) + i); const ticks = '```';");
  const { text } = await inspect('long');
  expect(text.slice(text.indexOf('Now:')).length).toBeLessThan(700);
  expect((await inspect('ticks')).markdown).toContain("````text\n'```'\n````");
});

test('few matches carry signature and documentation', async () => {
  await run('/** How fast it learns. */ const learningRate = 0.1;');
  const { items } = await complete('learningR');
  expect(items).toEqual([
    expect.objectContaining({
      text: 'learningRate',
      signature: expect.stringContaining('const learningRate: 0.1'),
      documentation: 'How fast it learns.',
    }),
  ]);
  const [flat] = (await complete('[1].flatM')).items;
  expect(flat).toMatchObject({
    text: 'flatMap',
    type: 'method',
    documentation: expect.stringMatching(/^Calls/),
  });
});

test('the same question is answered anew when a name or a file has changed in between', async () => {
  await run('const changing = [1];');
  expect((await complete('changing.')).matches).toContain('flatMap');
  await run("const changing = 'text';");
  expect((await complete('changing.')).matches).toContain('codePointAt');
  const file = path.join(folder(), 'sizes.ts');
  await writeFile(file, 'export const sizes = { small: 1 };');
  await run("import { sizes } from './sizes.ts';");
  expect((await complete('sizes.')).matches).toEqual(['small']);
  await writeFile(file, 'export const sizes = { small: 1, large: 2 };');
  expect((await complete('sizes.')).matches).toEqual(['large', 'small']);
});

test('positions are code points, before and after an emoji', async () => {
  await run('const height = 3; const width = 4;');
  // Jupyter counts 🎓 as one: the cursor stands behind `hei`.
  const { content } = await kernel().request('shell', 'complete_request', {
    code: "'🎓🎓' + hei + '🎓'",
    cursor_pos: 10,
  });
  // Inside of a string there is nothing to offer.
  expect((await complete("'hei")).matches).toEqual([]);
  expect(content).toMatchObject({ matches: ['height'], cursor_start: 7, cursor_end: 10 });
  expect((await inspect("'🎓🎓' + width + '🎓'", 9)).text).toBe('const width: 4\n\nNow: 4');
});
