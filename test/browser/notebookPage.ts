/** A notebook in a tab of JupyterLab or Notebook 7, handled as a student does: with the keyboard and the toolbar. */
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { screenshots } from './jupyterInBrowser.js';

const startAttempts = 5;
const startMs = 5000;
const dialogMs = 10_000;

export class NotebookPage {
  constructor(
    readonly page: Page,
    private readonly name: string,
    private readonly hasStatusBar: boolean,
  ) {
    page.setDefaultTimeout(60_000);
  }

  cell(index: number): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell').nth(index);
  }

  outputs(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea-output');
  }

  /** Starts a cell with Ctrl-Enter; again where Jupyter was not connected yet and has dropped it. */
  async start(index: number): Promise<void> {
    const prompt = this.cell(index).locator('.jp-InputArea-prompt');
    for (let attempt = 1; attempt <= startAttempts; attempt++) {
      await this.cell(index).locator('.cm-content').click();
      await this.page.keyboard.press('Control+Enter');
      const begun = prompt.filter({ hasText: /\[(\*|\d+)\]/ }).waitFor({ timeout: startMs });
      if (
        await begun.then(
          () => true,
          () => false,
        )
      )
        return;
    }
    throw new Error(`cell ${index} of ${this.name} does not start`);
  }

  /** Waits until a cell has its number: until then it shows [ ] or [*]. */
  async finished(index: number, timeout?: number): Promise<void> {
    await this.cell(index)
      .locator('.jp-InputArea-prompt')
      .filter({ hasText: /\[\d+\]/ })
      .waitFor(timeout === undefined ? {} : { timeout });
  }

  async run(index: number): Promise<void> {
    await this.start(index);
    await this.finished(index);
  }

  async isRunning(index: number): Promise<boolean> {
    return (await this.cell(index).locator('.jp-InputArea-prompt').innerText()).includes('*');
  }

  /** Puts the cursor at the end of a cell. */
  async editEnd(index: number): Promise<void> {
    await this.cell(index).locator('.cm-content').click();
    await this.page.keyboard.press('Control+End');
  }

  /** Presses Tab until a completion is offered: Jupyter drops an answer that takes more than a second. */
  async complete(name: string): Promise<Locator> {
    const offered = this.page.locator('.jp-Completer-match');
    const wanted = offered.filter({ hasText: name });
    for (let attempt = 1; attempt <= startAttempts; attempt++) {
      await this.page.keyboard.press('Tab');
      const isThere = await wanted.waitFor({ timeout: startMs }).then(
        () => true,
        () => false,
      );
      if (isThere) return offered;
    }
    throw new Error(`${name} is not offered in ${this.name}`);
  }

  async press(button: 'interrupt-kernel' | 'restart-kernel'): Promise<void> {
    const name = button === 'interrupt-kernel' ? /^Interrupt/ : /^Restart the kernel(?!.*run)/i;
    await this.page.getByRole('button', { name }).first().click();
  }

  /** Waits until the kernel is connected and idle: before that Jupyter drops what it is told to run. */
  async idle(): Promise<void> {
    await this.cell(0).waitFor();
    // The status bar of JupyterLab tells; Notebook 7 has none (see start).
    if (this.hasStatusBar) await this.page.getByText(/TypeScript \(cuaderno\).* \| Idle/).waitFor();
    else await this.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first().waitFor();
  }

  /** Runs every cell from the top, with the menu. */
  async runAll(): Promise<void> {
    await this.page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  }

  /** Saves it, with its outputs, and waits until the file is written. */
  async save(): Promise<void> {
    const written = this.page.waitForResponse(
      (response) => response.request().method() === 'PUT' && response.url().includes('/api/contents/'),
    );
    await this.page.keyboard.press('Control+s');
    await written;
  }

  async acceptDialogIfAny(): Promise<void> {
    const button = this.page.locator('.jp-Dialog .jp-mod-accept');
    await button.click({ timeout: dialogMs }).catch(() => {});
  }

  async acceptDialog(): Promise<void> {
    await this.page.locator('.jp-Dialog .jp-mod-accept').click();
    await this.page.locator('.jp-Dialog').waitFor({ state: 'detached' });
  }

  async screenshot(what = this.name): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshots, `${what}.png`) });
  }
}
