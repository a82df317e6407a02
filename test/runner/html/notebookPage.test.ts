import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notebookPage } from '../../../kernel/runner/html/notebookPage.js';
import type { Cell, Output } from '../../../kernel/runner/notebook.js';
import { pngFile } from '../../../src/plots/pngFile.js';

const pixel = pngFile(new Uint8Array([255, 0, 0]), 1, 1).toString('base64');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-page-'));
  await writeFile(path.join(folder, 'dot.png'), Buffer.from(pixel, 'base64'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const markdown = (source: string, attachments?: Cell['attachments']): Cell => ({
  cell_type: 'markdown',
  metadata: {},
  source,
  attachments,
});
const code = (source: string, ...outputs: Output[]): Cell => ({
  cell_type: 'code',
  metadata: {},
  source,
  outputs,
  execution_count: 1,
});
const shows = (data: Record<string, unknown>): Output => ({
  output_type: 'display_data',
  data,
  metadata: {},
});

async function page(...cells: Cell[]): Promise<Document> {
  const html = await notebookPage(
    { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 },
    { folder, name: 'test' },
  );
  return new JSDOM(html).window.document;
}

test('markdown: headings, tables, highlighted code, formulas, raw HTML kept', async () => {
  const document = await page(
    markdown(
      '# Title & more\n\n| a |\n|---|\n| 1 |\n\n```ts\nconst x = 1;\n```\n\n$a_1 * b_1 * c_1$ costs $5 or $6\n\n$$\n\\sum_i w_i * x_i * y_i\n$$\n\n<b id="raw">raw</b>',
    ),
  );
  expect(document.title).toBe('Title & more');
  expect(document.querySelector('td')?.textContent).toBe('1');
  expect(document.querySelector('pre .hljs-keyword')?.textContent).toBe('const');
  const text = (selector: string) =>
    [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
  expect(text('p math')).toEqual(['a1∗b1∗c1']);
  expect(text('.math math > *')).toEqual(['∑iwi∗xi∗yi']);
  expect(text('p').join()).toContain('costs $5 or $6');
  expect(document.querySelector('#raw')).not.toBeNull();
});

test('pictures beside the notebook and pasted ones are taken in; those of the network become links', async () => {
  const document = await page(
    markdown('![a](dot.png) ![b](attachment:p.png) ![c](https://example.org/c.png)', {
      'p.png': { 'image/png': pixel },
    }),
  );
  const sources = [...document.querySelectorAll('img')].map((image) => image.src);
  expect(sources).toEqual([`data:image/png;base64,${pixel}`, `data:image/png;base64,${pixel}`]);
  expect(document.querySelector('a')?.textContent).toBe('c');
});

test('nothing is fetched from anywhere', async () => {
  const document = await page(
    markdown('# T'),
    code('1', shows({ 'application/vnd.plotly.v1+json': { data: [] }, 'image/png': pixel })),
  );
  expect(document.querySelectorAll('script[src], link, iframe, [src^="http"]')).toHaveLength(0);
});

test('text is escaped, streams and tracebacks are colored', async () => {
  const document = await page(
    code(
      'if (a < b && "<script>") {}',
      { output_type: 'stream', name: 'stdout', text: ['<b>&amp;\x1b[1;31mred\x1b[0m\n'] },
      { output_type: 'error', ename: 'E', evalue: '', traceback: ['\x1b[38;5;196mE\x1b[39m: <x>'] },
    ),
  );
  expect(document.querySelector('pre.code')?.textContent).toBe('if (a < b && "<script>") {}');
  expect(document.querySelector('.stdout')?.textContent).toBe('<b>&amp;red\n');
  expect(document.querySelector('.stdout span')?.getAttribute('style')).toBe(
    'color:#b3261e;font-weight:bold',
  );
  expect(document.querySelector('.error')?.innerHTML).toBe(
    '<span style="color:rgb(255,0,0)">E</span>: &lt;x&gt;',
  );
});

test('a Plotly figure is its picture, and interactive where scripts run; Plotly is embedded once', async () => {
  const figure = { data: [{ y: [1, 2], name: '</script><b>' }], layout: {} };
  const bundle = shows({
    'application/vnd.plotly.v1+json': figure,
    'image/png': pixel,
    'text/plain': ['A line.'],
  });
  const document = await page(code('', bundle), code('', bundle));
  expect(document.querySelectorAll('figure img[alt="A line."]')).toHaveLength(2);
  const json = document.querySelector('figure script')?.textContent ?? '';
  expect(JSON.parse(json)).toEqual(figure);
  const scripts = [...document.querySelectorAll('body > script')].map(
    ({ textContent }) => textContent?.length ?? 0,
  );
  expect(scripts.filter((length) => length > 1_000_000)).toHaveLength(1);
  expect((await page(code('1'))).querySelectorAll('script')).toHaveLength(0);
});

test('of several formats the best is shown: a table rather than its text', async () => {
  const document = await page(
    code('', shows({ 'text/plain': 'plain', 'text/html': ['<table><tr>', '<td>1</td></tr></table>'] })),
  );
  expect(document.querySelector('.output')?.textContent?.trim()).toBe('1');
});

test('a formula that is no TeX known here stays readable', async () => {
  const document = await page(markdown('$\\unknowncommand{x_1}$ and $\\frac{N-F}{S}+1$'));
  expect(document.querySelector('.math.source')?.textContent).toBe('\\unknowncommand{x_1}');
  expect(document.querySelector('mfrac')?.textContent).toBe('N−FS');
});
