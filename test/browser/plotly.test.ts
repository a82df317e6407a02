/** Where JupyterLab has the extension that draws Plotly figures, they are alive; elsewhere they are pictures
 *  (jupyterLab.test.ts). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparationMs } from '../pythonUnderTest.js';
import { importAll, trainFor } from './cells.js';
import { JupyterInBrowser, whatIsMissing } from './jupyterInBrowser.js';

const missing = await whatIsMissing();

describe.skipIf(missing)(`JupyterLab with Plotly${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start({ plotly: true });
  }, preparationMs);
  afterAll(() => jupyter?.stop());

  test('figures are drawn by Plotly, and answer the mouse', async () => {
    const notebook = await jupyter.open('plotly', [importAll, trainFor(3), 'plots.history(history)']);
    await notebook.run(0);
    await notebook.run(1);
    await notebook.run(2);
    const figure = notebook.cell(2).locator('.js-plotly-plot');
    await figure.waitFor();
    expect(await notebook.outputs(2).locator('img').count()).toBe(0);
    // One curve a series: loss and accuracy, training and validation.
    expect(await figure.locator('.scatterlayer .trace').count()).toBeGreaterThanOrEqual(4);
    await figure.scrollIntoViewIfNeeded();
    const box = await figure.locator('.xy').first().boundingBox();
    await notebook.page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
    await figure.locator('.hoverlayer .hovertext').first().waitFor();
    await notebook.screenshot();
  });
});
