/** The same in Notebook 7, where the course is taught with it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { preparationMs } from '../pythonUnderTest.js';
import { importAll, trainFor } from './cells.js';
import { JupyterInBrowser, whatIsMissing } from './jupyterInBrowser.js';

const missing = await whatIsMissing();

describe.skipIf(missing)(`Notebook 7${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start({ app: 'notebook' });
  }, preparationMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await jupyter?.screenshot(`failed: notebook7 ${task.name}`);
    await jupyter?.closeNotebooks();
  });
  afterAll(() => jupyter?.stop());

  test('trains with a moving curve; the stop button ends it; figures are pictures', async () => {
    const notebook = await jupyter.open('training', [importAll, trainFor(100_000), 'plots.history(history)']);
    await notebook.run(0);
    await notebook.start(1);
    const picture = notebook.outputs(1).locator('img');
    await picture.first().waitFor();
    const seen = new Set<string>();
    while (seen.size < 2) seen.add((await picture.first().getAttribute('src')) ?? '');
    await notebook.screenshot('notebook7-training-live');
    await notebook.press('interrupt-kernel');
    await notebook.finished(1);
    await notebook.run(2);
    await notebook.outputs(2).locator('img').waitFor();
    await notebook.screenshot();
  });

  test('restart, Tab, Shift-Tab and input()', async () => {
    const notebook = await jupyter.open('questions', [
      'const numbers = [1, 2, 3];',
      'numbers.flatM',
      "await input('Name? ')",
    ]);
    await notebook.run(0);
    await notebook.editEnd(1);
    await notebook.complete('flatMap');
    await notebook.screenshot('notebook7-complete');
    await notebook.page.keyboard.press('Enter');
    await notebook.cell(1).locator('.cm-content').filter({ hasText: 'numbers.flatMap' }).waitFor();
    await notebook.page.keyboard.press('Control+a');
    await notebook.page.keyboard.type('numbers');
    await notebook.page.keyboard.press('Shift+Tab');
    const tooltip = notebook.page.locator('.jp-Tooltip');
    await tooltip.filter({ hasText: /const numbers: number\[\][\s\S]*\[ 1, 2, 3 \]/ }).waitFor();
    await notebook.screenshot('notebook7-inspect');
    await notebook.page.keyboard.press('Escape');
    await notebook.start(2);
    const field = notebook.cell(2).locator('.jp-Stdin-input');
    await field.fill('Ana');
    await field.press('Enter');
    await notebook.outputs(2).filter({ hasText: "'Ana'" }).waitFor();
    await notebook.screenshot('notebook7-input');
    await notebook.press('restart-kernel');
    await notebook.acceptDialog();
    await notebook.idle();
    await notebook.run(1);
    expect(await notebook.outputs(1).innerText()).toContain("Cannot find name 'numbers'");
    await notebook.screenshot('notebook7-restart');
  });

  test('the course: notebook 01 in Spanish, one epoch', async () => {
    const notebook = await jupyter.openCourse('es/01-cifar10.ipynb', { epochs: 1 });
    await notebook.run(0);
    await notebook.runAll();
    const count = await notebook.page.locator('.jp-CodeCell').count();
    await notebook.finished(count - 1, 300_000);
    expect(await notebook.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
    const curves = notebook.page.locator('.jp-CodeCell', { hasText: 'plots.history(history)' });
    await curves.scrollIntoViewIfNeeded();
    await curves.locator('img').waitFor();
    await notebook.screenshot();
  }, 300_000);
});
