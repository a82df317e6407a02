/** A real JupyterLab on loopback and a real Chromium that looks at it: everything of both in folders of their own. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';
import { type JupyterLab, privateJupyterLab } from '../../kernel/lab/jupyterLab.js';
import { type RunningLab, startLab } from '../../kernel/lab/startLab.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import { NotebookPage } from './notebookPage.js';

export const screenshots = fileURLToPath(new URL('../../test-results/browser/', import.meta.url));

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** JupyterLab asks new users whether it may fetch its news; the answer is no. */
const notificationSettings = { checkForUpdates: false, fetchNews: 'false' };

/** What the tests need and this machine lacks, in words. */
export async function whatIsMissing(): Promise<string | undefined> {
  if (findChromium() === undefined) return 'Chromium';
  try {
    await privateJupyterLab({ step() {}, advance() {} });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

export class JupyterInBrowser {
  static async start(): Promise<JupyterInBrowser> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-browser-'));
    const folder = path.join(home, 'course');
    const settings = path.join(home, 'settings');
    await mkdir(folder);
    await mkdir(screenshots, { recursive: true });
    await mkdir(path.join(settings, '@jupyterlab', 'apputils-extension'), { recursive: true });
    await writeFile(
      path.join(settings, '@jupyterlab', 'apputils-extension', 'notification.jupyterlab-settings'),
      JSON.stringify(notificationSettings),
    );
    const token = randomBytes(16).toString('hex');
    const jupyter = await privateJupyterLab({ step() {}, advance() {} });
    const lab = await startLab({
      jupyter,
      folder,
      browser: false,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LANG: 'C.UTF-8',
        HOME: home,
        CUADERNO_CACHE: cacheFolder(),
        JUPYTER_CONFIG_DIR: path.join(home, 'config'),
        JUPYTER_DATA_DIR: path.join(home, 'data'),
        JUPYTER_RUNTIME_DIR: path.join(home, 'runtime'),
        JUPYTERLAB_SETTINGS_DIR: settings,
        JUPYTERLAB_WORKSPACES_DIR: path.join(home, 'workspaces'),
        JUPYTER_TOKEN: token,
      },
    });
    try {
      const address = await announcedAddress(lab, jupyter);
      const browser = await chromium.launchPersistentContext(path.join(home, 'profile'), {
        executablePath: findChromium(),
        headless: true,
        args: chromiumFlags,
        viewport: { width: 1100, height: 800 },
        locale: 'en-US',
      });
      return new JupyterInBrowser(home, folder, token, address, lab, browser);
    } catch (error) {
      lab.process.kill();
      await lab.exited;
      throw error;
    }
  }

  private constructor(
    private readonly home: string,
    private readonly folder: string,
    private readonly token: string,
    private readonly address: string,
    private readonly lab: RunningLab,
    private readonly browser: BrowserContext,
  ) {}

  /** Opens a new notebook of code cells in a tab, and waits until its kernel is idle. */
  async open(name: string, cells: readonly string[]): Promise<NotebookPage> {
    await writeFile(path.join(this.folder, `${name}.ipynb`), JSON.stringify(notebook(cells)));
    const page = await this.browser.newPage();
    await page.goto(`${this.address}/lab/workspaces/${name}/tree/${name}.ipynb?token=${this.token}`);
    const opened = new NotebookPage(page, name);
    await opened.idle();
    return opened;
  }

  /** A picture of the tab that was opened last. */
  async screenshot(name: string): Promise<void> {
    await this.browser
      .pages()
      .at(-1)
      ?.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  /** Ends the kernels and the tabs that are open. */
  async closeNotebooks(): Promise<void> {
    const headers = { Authorization: `token ${this.token}` };
    const sessions = (await (await fetch(`${this.address}/api/sessions`, { headers })).json()) as {
      id: string;
    }[];
    for (const page of this.browser.pages().slice(1)) await page.close();
    for (const { id } of sessions)
      await fetch(`${this.address}/api/sessions/${id}`, { method: 'DELETE', headers });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.lab.process.kill('SIGTERM');
    await this.lab.exited;
    await rm(this.home, { recursive: true, force: true });
  }
}

function findChromium(): string | undefined {
  const named = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
  );
  return [...named, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(isExecutable);
}

function isExecutable(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The address that JupyterLab prints once it listens; it takes the next port where one is taken. */
function announcedAddress(lab: RunningLab, jupyter: JupyterLab): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: lab.process.stderr! }).on('line', (line) => {
      said.push(line);
      const [, address] = /(http:\/\/127\.0\.0\.1:\d+)\/lab/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    lab.exited.then(
      ({ code }) => reject(new Error(`${jupyter.origin} ended with ${code}:\n${said.join('\n')}`)),
      reject,
    );
  });
}

function notebook(cells: readonly string[]): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'cuaderno', display_name: 'TypeScript (cuaderno)', language: 'typescript' },
    },
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
}
