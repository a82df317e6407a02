import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jupyterDisplay, showsItself } from '../../src/display/displayHost.js';
import { stopDrawing } from '../../src/plots/drawing/draw.js';
import { Figure, save } from '../../src/plots/index.js';

const library = fileURLToPath(new URL('../../dist/src/plots/index.js', import.meta.url));
const line = () =>
  new Figure({ data: [{ type: 'scatter', y: [1, 3, 2] }], text: 'A line with its peak at 1.' });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-figure-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bundle has the interactive figure, a PNG of twice its size and the sentence, and no HTML', async () => {
  const bundle = await line()[jupyterDisplay]();
  expect(Object.keys(bundle).sort()).toEqual(['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
  expect(bundle['text/plain']).toBe('A line with its peak at 1.');
  const { width, height } = await sharp(Buffer.from(String(bundle['image/png']), 'base64')).metadata();
  expect({ width, height }).toEqual({ width: 1600, height: 760 });
  expect(line()[showsItself]).toBe(true);
});

test('the interactive figure is as high as its picture, and as wide as its place', () => {
  const { layout } = line().plotlyBundle()['application/vnd.plotly.v1+json'] as { layout: object };
  expect(layout).toMatchObject({ autosize: true, height: 380 });
  expect(layout).not.toHaveProperty('width');
});

test('a figure that cannot be drawn still shows its sentence, and why', async () => {
  const drawing = line()[jupyterDisplay]();
  await stopDrawing();
  const bundle = await drawing;
  expect(bundle).not.toHaveProperty('image/png');
  expect(bundle['text/plain']).toBe(
    'A line with its peak at 1.\nThe figure could not be drawn: the drawing worker ended.',
  );
  expect(await line()[jupyterDisplay](), 'the next figure starts a new worker').toHaveProperty('image/png');
});

test('save writes .svg with its texts as text, and refuses other endings', async () => {
  const file = path.join(folder, 'line.svg');
  const titled = new Figure({ data: [], layout: { title: { text: 'Pérdida' } }, text: '' });
  await titled.save(file);
  expect(await readFile(file, 'utf8')).toMatch(/<svg[\s\S]*<text[^>]*>Pérdida<\/text>/);
  await expect(line().save(path.join(folder, 'line.pdf'))).rejects.toThrow('.png, .svg or .html; received');
});

test('text in bold, in two lines, with symbols, raised and turned is drawn where it was measured', async () => {
  const { expectPicture } = await import('./picture.js');
  const figure = new Figure({
    data: [
      {
        type: 'heatmap',
        z: [
          [0, 1],
          [2, 3],
        ],
        text: [
          [0, 1],
          [2, 3],
        ],
        texttemplate: '%{text}',
        showscale: false,
      },
    ],
    layout: {
      title: { text: '<b>Bold 82</b> ✗ → plain ✓<br><i>second</i> line, x<sup>2</sup> + y<sub>1</sub>' },
      yaxis: { title: { text: 'turned, α ≤ β' } },
      annotations: [{ x: 0.5, y: 0.5, ax: 60, ay: -40, text: 'an arrow', showarrow: true }],
    },
    text: '',
    width: 480,
    height: 320,
  });
  await expectPicture(figure, 'figure-texts');
});

test('a script ends by itself after its figure is saved, and show() writes the sentence', () => {
  const { stdout, status } = run(`
    const figure = new Figure({ data: [], text: 'Nothing yet.' });
    await figure.show();
    await figure.save(${JSON.stringify(path.join(folder, 'script.png'))});`);
  expect({ stdout, status }).toEqual({ stdout: 'Nothing yet.\n', status: 0 });
});

test('a machine without any font draws the same picture', async () => {
  const save = (name: string) => `
    await new Figure({ data: [{ y: [1, 3, 2] }], layout: { title: { text: 'Época ✓' } }, text: '' })
      .save(${JSON.stringify(folder)} + '/${name}.png');`;
  expect(run(save('usual')).status).toBe(0);
  expect(run(save('bare'), { FONTCONFIG_FILE: '/nonexistent', HOME: folder }).status).toBe(0);
  const [usual, bare] = await Promise.all(
    ['usual', 'bare'].map((name) => readFile(path.join(folder, `${name}.png`))),
  );
  expect(bare!.equals(usual!)).toBe(true);
});

function run(script: string, env: NodeJS.ProcessEnv = {}): { stdout: string; status: number | null } {
  const code = `import { Figure } from ${JSON.stringify(library)};${script}`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  return { stdout, status };
}

test('an animation carries its frames, its picture shows what the figure is, and a page plays it', async () => {
  const moving = new Figure({
    data: [{ y: [1, 2] }],
    text: 'Rising </script> "slowly".',
    frames: [
      { name: '0', data: [{ y: [1, 1] }] },
      { name: '1', traces: [0], data: [{ y: [1, 2] }] },
    ],
  });
  const bundle = moving.plotlyBundle()['application/vnd.plotly.v1+json'] as { frames: object[] };
  expect(bundle.frames).toEqual(moving.frames);
  expect(line().plotlyBundle()['application/vnd.plotly.v1+json']).not.toHaveProperty('frames');
  const file = path.join(folder, 'moving.html');
  await save(moving, file);
  const page = await readFile(file, 'utf8');
  expect(page).toContain('aria-label="Rising &lt;/script&gt; &quot;slowly&quot;."');
  expect(page).toMatch(/<img src="data:image\/png;base64,iVBOR/);
  // Nothing in the page ends a script early: as many ends as beginnings.
  expect(page.match(/<script>/g)).toHaveLength(2);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
});
