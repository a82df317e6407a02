/** What a student does in JupyterLab, in a real browser on a real JupyterLab with the kernel that ships. Each test leaves
 *  a picture of what it saw in test-results/browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { preparationMs } from '../pythonUnderTest.js';
import { importAll, trainFor } from './cells.js';
import { JupyterInBrowser, whatIsMissing } from './jupyterInBrowser.js';

const missing = await whatIsMissing();

const courseMs = 300_000;

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
    const notebook = await jupyter.open('training', [importAll, trainFor(60), 'plots.history(history)']);
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
    await notebook.acceptDialog();
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
    await notebook.complete('flatMap');
    await notebook.page.keyboard.press('Enter');
    await notebook.cell(1).locator('.cm-content').filter({ hasText: 'numbers.flatMap' }).waitFor();
    await notebook.page.keyboard.press('Control+a');
    await notebook.page.keyboard.type('numbers.re');
    const offered = await notebook.complete('reverse');
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
    // The tooltip is there a moment before its words.
    await tooltip.filter({ hasText: 'const images: Tensor' }).waitFor();
    await tooltip.filter({ hasText: 'Tensor float32 [8, 32, 32, 3]' }).waitFor();
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

  test(
    'the course: notebook 01 from top to bottom, one epoch',
    async () => {
      const notebook = await jupyter.openCourse('en/01-cifar10.ipynb', { epochs: 1 });
      await notebook.run(0);
      await notebook.runAll();
      const count = await notebook.page.locator('.jp-CodeCell').count();
      await notebook.finished(count - 1, courseMs);
      expect(await notebook.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
      await notebook.page.locator('pre', { hasText: 'Accuracy on the' }).waitFor();
      const curves = notebook.page.locator('.jp-CodeCell', { hasText: 'plots.history(history)' });
      await curves.scrollIntoViewIfNeeded();
      await curves.locator('img').waitFor();
      await notebook.screenshot();
    },
    courseMs,
  );

  test('lines are indented, and the notebook is exported as .ts', async () => {
    const notebook = await jupyter.open('editing', ['0']);
    await notebook.cell(0).locator('.cm-content').click();
    await notebook.page.keyboard.press('Control+a');
    await notebook.page.keyboard.type('function twice(x: number) {\nreturn x * 2;');
    const lines = await notebook.cell(0).locator('.cm-line').allInnerTexts();
    expect(lines.slice(0, 2)).toEqual([
      'function twice(x: number) {',
      expect.stringMatching(/^ {2,4}return x/),
    ]);
    await notebook.run(0);
    await notebook.page.keyboard.press('Control+s');
    await notebook.page.locator('.jp-mod-dirty').first().waitFor({ state: 'detached' });
    const exported = await fetch(
      `${jupyter.address}/nbconvert/script/editing.ipynb?download=true&token=${jupyter.token}`,
    );
    expect(exported.headers.get('content-disposition')).toContain('editing.ts');
    expect(await exported.text()).toContain('return x * 2;');
    await notebook.screenshot();
  });

  test.each([
    ['process.exit(7)', 'process-exit', 'The code called process.exit(7): the kernel ends'],
    [
      'const hoard: number[][] = []; for (;;) hoard.push(new Array(1e5).fill(1.5));',
      'out-of-memory',
      'The kernel ran out of memory',
    ],
  ])(
    '%s: the cell says what the kernel ended of, and the next kernel runs',
    async (code, name, message) => {
      const notebook = await jupyter.open(name, [code, '6 * 7'], 'small-heap');
      await notebook.start(0);
      await notebook.outputs(0).filter({ hasText: message }).waitFor({ timeout: 60_000 });
      await notebook.screenshot();
      // JupyterLab asks nobody before it starts the next one, and may say so in a dialog.
      await notebook.acceptDialogIfAny();
      await notebook.run(1);
      expect(await notebook.outputs(1).innerText()).toBe('42');
    },
    240_000,
  );

  test('a broken installation is explained in the notebook', async () => {
    const notebook = await jupyter.open('broken-installation', ['1 + 1'], 'moved-away');
    await notebook.run(0);
    const text = await notebook.outputs(0).innerText();
    expect(text).toContain('cuaderno is no longer where it was installed');
    expect(text).toContain('npx cuaderno install');
    await notebook.screenshot();
  });
});
