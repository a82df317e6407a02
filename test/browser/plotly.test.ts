/** Where JupyterLab has the extension that draws Plotly figures, they are alive; elsewhere they are pictures
 *  (jupyterLab.test.ts). */
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { preparationMs } from '../pythonUnderTest.js';
import { importAll, trainFor } from './cells.js';
import { JupyterInBrowser, whatIsMissing } from './jupyterInBrowser.js';

const missing = await whatIsMissing();

describe.skipIf(missing)(`JupyterLab with Plotly${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start({ plotly: true });
  }, preparationMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await jupyter?.screenshot(`failed: ${task.name}`);
    await jupyter?.closeNotebooks();
  });
  afterAll(() => jupyter?.stop());

  test('figures are drawn by Plotly, as wide as the output area, and answer the mouse', async () => {
    const notebook = await jupyter.open('plotly', [
      importAll,
      trainFor(3),
      'plots.history(history)',
      'plots.imageGrid(train.take(10))',
      'history',
    ]);
    for (let cell = 0; cell < 5; cell++) await notebook.run(cell);
    for (const cell of [2, 4]) {
      const curves = await shownFigure(notebook.outputs(cell));
      expect(await curves.locator('img.plot-img').isVisible()).toBe(false);
      // One curve a series, loss and accuracy, training and validation; and a star in each panel.
      expect(await curves.locator('.scatterlayer .trace').count()).toBe(6);
      await notebook.screenshot(`plotly-${cell}`);
    }
    const grid = await shownFigure(notebook.outputs(3));
    expect(await distortion(grid.locator('.main-svg image').first())).toBeCloseTo(1, 2);
    await notebook.screenshot('plotly-images');

    const curves = await shownFigure(notebook.outputs(2));
    const before = await widthOf(curves);
    await notebook.page.keyboard.press('Control+b');
    await expect.poll(() => widthOf(curves), { timeout: 10_000 }).toBeGreaterThan(before + 100);
    await shownFigure(notebook.outputs(2));
    const box = await curves.locator('.draglayer .xy').first().boundingBox();
    await notebook.page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
    await curves.locator('.hoverlayer .legend').first().waitFor();
    await notebook.screenshot();
  });

  test('the training curve moves as a picture, and is alive in the end', async () => {
    const notebook = await jupyter.open('plotly-training', [importAll, trainFor(40)]);
    await notebook.run(0);
    await notebook.start(1);
    const picture = notebook.outputs(1).locator('img:not(.plot-img)').first();
    await picture.waitFor();
    const seen = new Set<string>();
    while (await notebook.isRunning(1)) {
      // It goes when training ends.
      const source = await picture.getAttribute('src', { timeout: 1000 }).catch(() => null);
      if (source !== null) seen.add(source);
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    const curves = await shownFigure(notebook.outputs(1));
    expect(await curves.locator('.scatterlayer .trace').count()).toBe(6);
    await notebook.screenshot();
  });
});

/** The figure among a cell's outputs, once it is drawn: as wide as its place, and no wider. */
async function shownFigure(outputs: Locator): Promise<Locator> {
  const figure = outputs.and(outputs.page().locator('.js-plotly-plot'));
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('.main-svg').first().waitFor();
  await expect
    .poll(async () => (await figure.evaluate(({ clientWidth }) => clientWidth)) - (await widthOf(figure)))
    .toBe(0);
  return figure;
}

function widthOf(figure: Locator): Promise<number> {
  return figure
    .locator('.main-svg')
    .first()
    .evaluate((svg) => svg.clientWidth);
}

/** How much wider an image is drawn than it is, next to its height. */
function distortion(image: Locator): Promise<number> {
  return image.evaluate(async (element) => {
    const file = new Image();
    file.src = element.getAttribute('xlink:href') ?? element.getAttribute('href') ?? '';
    await file.decode();
    const { width, height } = element.getBoundingClientRect();
    return width / height / (file.naturalWidth / file.naturalHeight);
  });
}
