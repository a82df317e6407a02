/** What a student does in JupyterLab, in a real browser on a real JupyterLab with the kernel that ships. Each test leaves
 *  a picture of what it saw in test-results/browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { JupyterInBrowser, whatIsMissing } from './jupyterInBrowser.js';

const preparationMs = 580_000;
const missing = await whatIsMissing();

const importAll = `import { datasets, layers, losses, models, plots, setSeed } from 'cuaderno';
setSeed(54321);
const { train, test } = await datasets.shapes10.load({ trainLength: 1000, testLength: 100 });
const model = models.sequential([
  layers.conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: train.imageShape }),
  layers.flatten(),
  layers.dense({ units: 10 }),
]);
model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }), metrics: ['accuracy'] });`;

const trainFor = (epochs: number): string => `const history = await model.fit(train, {
  epochs: ${epochs},
  validationData: test,
  callbacks: [plots.liveHistory()],
});`;

describe.skipIf(missing)(`JupyterLab in Chromium${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let jupyter: JupyterInBrowser;
  beforeAll(async () => {
    jupyter = await JupyterInBrowser.start();
  }, preparationMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await jupyter?.screenshot(`failed: ${task.name}`);
    await jupyter?.closeNotebooks();
  });
  afterAll(() => jupyter?.stop());

  test('runs cells, with TypeScript in color and errors before anything runs', async () => {
    const notebook = await jupyter.open('cells', [
      'const numbers: number[] = [1, 2, 3];\nnumbers.map((n) => n ** 2)',
      "console.log(numbers.length);\nconst wrong: number = 'text';",
    ]);
    await notebook.run(0);
    expect(await notebook.outputs(0).innerText()).toBe('[ 1, 4, 9 ]');
    await notebook.run(1);
    const error = await notebook.outputs(1).innerText();
    expect(error).toContain("Type 'string' is not assignable to type 'number'");
    expect(await notebook.outputs(1).count()).toBe(1);
    const [keyword, typeName, text] = await notebook
      .cell(1)
      .locator('.cm-content')
      .evaluate((content) => {
        const colorOf = (word: string) => {
          const span = [...content.querySelectorAll('span')].find(
            (element) => element.textContent === word && element.children.length === 0,
          );
          return span ? getComputedStyle(span).color : `no span for ${word}`;
        };
        return [colorOf('const'), colorOf('number'), colorOf("'text'")];
      });
    expect(new Set([keyword, typeName, text])).toHaveProperty('size', 3);
    await notebook.screenshot();
  });

  test('the training curve moves while a cell trains, and figures show as pictures', async () => {
    const notebook = await jupyter.open('training', [importAll, trainFor(12), 'plots.history(history)']);
    await notebook.run(0);
    await notebook.start(1);
    const picture = notebook.outputs(1).locator('img');
    await picture.first().waitFor();
    const seen = new Set<string>();
    while (await notebook.isRunning(1)) {
      seen.add((await picture.first().getAttribute('src')) ?? '');
      if (seen.size === 2) await notebook.screenshot('training-live');
    }
    await notebook.finished(1);
    expect(seen.size).toBeGreaterThanOrEqual(2);
    expect(await picture.count()).toBe(1);
    await notebook.run(2);
    const size = await notebook
      .outputs(2)
      .locator('img')
      .evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      });
    expect(size.every((side) => side > 200)).toBe(true);
    await notebook.screenshot();
  });

  test('the stop button ends training, and what was learned is there', async () => {
    const notebook = await jupyter.open('interrupt', [
      importAll,
      trainFor(100_000),
      'history.epoch.length < 100_000 && model.countParams() > 0',
      'for (;;) {}',
      '6 * 7',
    ]);
    await notebook.run(0);
    await notebook.start(1);
    await notebook.outputs(1).locator('img').first().waitFor();
    await notebook.press('interrupt-kernel');
    await notebook.finished(1);
    await notebook.run(2);
    expect(await notebook.outputs(2).innerText()).toBe('true');
    await notebook.screenshot();
    await notebook.start(3);
    await notebook.page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').first().waitFor();
    await notebook.press('interrupt-kernel');
    await notebook.finished(3);
    await notebook.run(4);
    expect(await notebook.outputs(4).innerText()).toBe('42');
    await notebook.screenshot('interrupt-loop');
  });

  test('restart forgets every name and starts counting again', async () => {
    const notebook = await jupyter.open('restart', ['const kept = 5;', 'kept']);
    await notebook.run(0);
    await notebook.run(1);
    expect(await notebook.outputs(1).innerText()).toBe('5');
    await notebook.press('restart-kernel');
    await notebook.page.locator('.jp-Dialog .jp-mod-accept').click();
    await notebook.page.locator('.jp-Dialog').waitFor({ state: 'detached' });
    await notebook.idle();
    await notebook.run(1);
    expect(await notebook.outputs(1).innerText()).toContain("Cannot find name 'kept'");
    expect(await notebook.cell(1).locator('.jp-InputArea-prompt').innerText()).toBe('[1]:');
    await notebook.screenshot();
  });

  test('Tab completes', async () => {
    const notebook = await jupyter.open('complete', ['const numbers = [1, 2, 3];', 'numbers.flatM']);
    await notebook.run(0);
    await notebook.editEnd(1);
    await notebook.page.keyboard.press('Tab');
    const offered = notebook.page.locator('.jp-Completer-match');
    await offered.filter({ hasText: 'flatMap' }).waitFor();
    await notebook.page.keyboard.press('Enter');
    await notebook.cell(1).locator('.cm-content').filter({ hasText: 'numbers.flatMap' }).waitFor();
    await notebook.page.keyboard.press('Control+a');
    await notebook.page.keyboard.type('numbers.re');
    await notebook.page.keyboard.press('Tab');
    await offered.filter({ hasText: 'reverse' }).waitFor();
    const names = await offered.allInnerTexts();
    expect(names).toEqual(expect.arrayContaining(['reduce', 'reduceRight', 'reverse']));
    await notebook.screenshot();
  });

  test('Shift-Tab tells the type', async () => {
    const notebook = await jupyter.open('inspect', [
      "import { tf } from 'cuaderno';\nconst images = tf.zeros([8, 32, 32, 3]);",
      'images',
    ]);
    await notebook.run(0);
    await notebook.editEnd(1);
    await notebook.page.keyboard.press('Shift+Tab');
    const tooltip = notebook.page.locator('.jp-Tooltip');
    await tooltip.waitFor();
    expect(await tooltip.innerText()).toContain('const images: Tensor');
    await notebook.screenshot();
  });

  test('input() is answered in the notebook', async () => {
    const notebook = await jupyter.open('input', [
      "const name = await input('¿Cómo te llamas? ');\n'🙂 ' + name.toUpperCase()",
    ]);
    await notebook.start(0);
    const field = notebook.cell(0).locator('.jp-Stdin-input');
    await field.waitFor();
    expect(await notebook.cell(0).locator('.jp-Stdin-prompt').innerText()).toContain('¿Cómo te llamas?');
    await notebook.screenshot('input-asked');
    await field.fill('Ana');
    await field.press('Enter');
    await notebook.finished(0);
    await notebook.outputs(0).filter({ hasText: "'🙂 ANA'" }).waitFor();
    await notebook.screenshot();
  });
});
