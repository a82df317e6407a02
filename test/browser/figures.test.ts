/** Every figure of the library as a reader meets it: in JupyterLab with and without the extension that draws Plotly
 *  figures, in a page that nbconvert makes, and in a saved notebook without a kernel. None is cut off, blank, or has words
 *  that lie on each other; every one leaves a picture in test-results/browser. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparationMs } from '../pythonUnderTest.js';
import { beforeFigures, figureCells } from './figureCells.js';
import { JupyterInBrowser, screenshots, whatIsMissing } from './jupyterInBrowser.js';
import type { NotebookPage } from './notebookPage.js';

const missing = await whatIsMissing();
const names = Object.keys(figureCells);
const cells = [beforeFigures, ...Object.values(figureCells)];
const runMs = 540_000;

describe.skipIf(missing)(`figures in pictures${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start();
  }, preparationMs);
  afterAll(() => jupyter?.stop());

  test('in JupyterLab without Plotly, without a kernel, and in nbconvert’s page', {
    timeout: runMs,
  }, async () => {
    const notebook = await ran(jupyter, 'all-figures');
    for (const [index, name] of names.entries()) {
      await seenPicture(notebook.outputs(index + 1).locator('img'), `figure-${name}-png`);
    }
    await notebook.save();
    const saved = jupyter.notebookFile('all-figures');
    // Small enough to hand in.
    expect(statSync(saved).size).toBeLessThan(10 * 2 ** 20);

    const converted = await jupyter.openConverted(saved);
    const pictures = converted.locator('.jp-OutputArea-output img');
    expect(await pictures.count()).toBe(names.length);
    for (let index = 0; index < names.length; index++) await seenPicture(pictures.nth(index));
    await pictures.nth(names.indexOf('showConvolution')).scrollIntoViewIfNeeded();
    await shot(converted, 'figures-nbconvert');

    const still = await jupyter.openWithoutKernel('no-kernel', saved);
    for (let index = 0; index < names.length; index++)
      await seenPicture(still.outputs(index + 1).locator('img'));
    await still.screenshot('figures-no-kernel');
  });
});

describe.skipIf(missing)(`figures in Plotly${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start({ plotly: true });
  }, preparationMs);
  afterAll(() => jupyter?.stop());

  test('in JupyterLab, words within the figure and apart, and a slider that moves', {
    timeout: runMs,
  }, async () => {
    const notebook = await ran(jupyter, 'all-figures-plotly');
    const found: string[] = [];
    for (const [index, name] of names.entries()) {
      const figure = notebook.outputs(index + 1).and(notebook.page.locator('.js-plotly-plot'));
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('.main-svg').first().waitFor();
      const width = () =>
        figure.evaluate((element) => ({
          place: element.clientWidth,
          figure: element.querySelector('.main-svg')!.clientWidth,
          scrolled: element.scrollWidth,
        }));
      if (name === 'graph') {
        // Its words need more than the 668 pixels beside the file browser: it keeps its width, and its place scrolls.
        const { place, figure: own, scrolled } = await width();
        expect(own).toBeGreaterThan(place);
        expect(scrolled).toBeGreaterThanOrEqual(own);
        const overflow = await figure.evaluate((element) => getComputedStyle(element).overflowX);
        expect(overflow).toMatch(/^(auto|scroll)$/);
      } else {
        // As wide as its place.
        await expect.poll(async () => (await width()).place - (await width()).figure).toBe(0);
      }
      await figure.screenshot({ path: path.join(screenshots, `figure-${name}-plotly.png`) });
      const { drawn, cut, overlapping } = await wordsOf(figure);
      if (drawn === 0) found.push(`${name} is blank`);
      for (const word of cut) found.push(`${name}: “${word}” is cut off`);
      for (const pair of overlapping) found.push(`${name}: “${pair}” lie on each other`);
    }
    expect(found).toEqual([]);

    const convolution = notebook
      .outputs(names.indexOf('showConvolution') + 1)
      .and(notebook.page.locator('.js-plotly-plot'));
    await convolution.scrollIntoViewIfNeeded();
    const words = (): Promise<string | null> => convolution.locator('.infolayer').first().textContent();
    const before = await words();
    // The last step: padding 1 around 4×4 gives 5×5 places.
    await convolution.locator('.slider-tick-text, .slider-label').first().waitFor({ state: 'attached' });
    const rail = await convolution.locator('.slider-rail-touch-rect').boundingBox();
    await notebook.page.mouse.click(rail!.x + rail!.width - 2, rail!.y + rail!.height / 2);
    await expect.poll(words).not.toBe(before);
    await expect.poll(words).toMatch(/^Step 25.*3·1 \+ 0·0 \+ 0·2 \+ 0·1 = 3$/);
    await notebook.screenshot('figures-slider');
  });
});

async function ran(jupyter: JupyterInBrowser, name: string): Promise<NotebookPage> {
  const notebook = await jupyter.open(name, cells);
  await notebook.run(0);
  await notebook.runAll();
  await notebook.finished(cells.length - 1, runMs - 60_000);
  const errors = notebook.page.locator('[data-mime-type="application/vnd.jupyter.error"]');
  expect(await errors.allInnerTexts()).toEqual([]);
  return notebook;
}

/** One picture, loaded, no wider than its place, and with more than a color on it. */
async function seenPicture(image: Locator, file?: string): Promise<void> {
  await image.scrollIntoViewIfNeeded();
  expect(await image.count()).toBe(1);
  const seen = await image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    const canvas = new OffscreenCanvas(100, 100);
    const context = canvas.getContext('2d')!;
    context.drawImage(element, 0, 0, 100, 100);
    const { data } = context.getImageData(0, 0, 100, 100);
    const colors = new Set(Array.from({ length: 10_000 }, (_, at) => data.slice(4 * at, 4 * at + 3).join()));
    const place = element.closest('.jp-OutputArea-output')!.getBoundingClientRect();
    const { left, right } = element.getBoundingClientRect();
    return {
      colors: colors.size,
      inside: left >= place.left - 1 && right <= place.right + 1,
      width: right - left,
    };
  });
  expect(seen.colors).toBeGreaterThan(3);
  expect(seen.inside).toBe(true);
  expect(seen.width).toBeGreaterThan(300);
  if (file !== undefined) await image.screenshot({ path: path.join(screenshots, `${file}.png`) });
}

/** Words of a Plotly figure that reach out of it, and pairs that lie on each other; how much is drawn at all. */
function wordsOf(figure: Locator): Promise<{ drawn: number; cut: string[]; overlapping: string[] }> {
  return figure.evaluate((element) => {
    const frame = element.querySelector('.main-svg')!.getBoundingClientRect();
    const words = [...element.querySelectorAll<SVGTextElement>('.main-svg text')]
      .filter(
        (text) => (text.textContent ?? '').trim() !== '' && getComputedStyle(text).visibility !== 'hidden',
      )
      .map((text) => ({ text, box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const slackPx = 2;
    const cut = words.filter(
      ({ box }) =>
        box.left < frame.left - slackPx ||
        box.right > frame.right + slackPx ||
        box.top < frame.top - slackPx ||
        box.bottom > frame.bottom + slackPx,
    );
    // The boxes of words that stand aslant are larger than the words.
    const upright = words.filter(({ text }) => !/rotate\((?!0)/.test(text.getAttribute('transform') ?? ''));
    const overlapping: string[] = [];
    for (const [index, one] of upright.entries()) {
      for (const other of upright.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 3 && down > 0.4 * Math.min(one.box.height, other.box.height)) {
          overlapping.push(`${one.text.textContent}” and “${other.text.textContent}`);
        }
      }
    }
    const drawn = element.querySelectorAll('.main-svg path, .main-svg image, .main-svg rect.point').length;
    return { drawn, cut: cut.map(({ text }) => text.textContent ?? ''), overlapping };
  });
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}
