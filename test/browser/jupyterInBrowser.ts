/** A real JupyterLab or Notebook 7 on loopback and a real Chromium that looks at it: everything of both in folders of their own. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { installKernelspec, kernelEntry } from '../../kernel/kernelspec/kernelspec.js';
import type { JupyterLab } from '../../kernel/lab/jupyterLab.js';
import { type RunningLab, startLab } from '../../kernel/lab/startLab.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import { missingPython, pythonUnderTest } from '../pythonUnderTest.js';
import { NotebookPage } from './notebookPage.js';

export interface JupyterOptions {
  /** Default `lab`. */
  app?: 'lab' | 'notebook';
  /** Whether the extension that draws Plotly figures is there. Default false. */
  plotly?: boolean;
}

export const screenshots = fileURLToPath(new URL('../../test-results/browser/', import.meta.url));

const courseFolder = fileURLToPath(new URL('../../notebooks/', import.meta.url));

/** How long the browser and Jupyter may take to end. */
const patienceMs = 30_000;

export const chromiumFlags = [
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
  return findChromium() === undefined ? 'Chromium' : missingPython();
}

export class JupyterInBrowser {
  static async start({ app = 'lab', plotly = false }: JupyterOptions = {}): Promise<JupyterInBrowser> {
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
    const noExtensions = path.join(home, 'no-extensions');
    await mkdir(noExtensions);
    await installUnhappyKernels(home);
    const token = randomBytes(16).toString('hex');
    const { python } = await pythonUnderTest();
    const module = app === 'lab' ? 'jupyterlab' : 'notebook';
    const words = plotly ? [] : [`--LabServerApp.labextensions_path=${noExtensions}`];
    const jupyter: JupyterLab = { argv: [python, '-m', module, ...words], origin: module };
    const lab = await startLab({
      jupyter,
      folder,
      browser: false,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LANG: 'C.UTF-8',
        HOME: home,
        JUPYTER_PATH: path.join(home, 'share', 'jupyter'),
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
      return new JupyterInBrowser(app, home, folder, token, address, lab, browser);
    } catch (error) {
      lab.process.kill();
      await lab.exited;
      throw error;
    }
  }

  private constructor(
    private readonly app: 'lab' | 'notebook',
    private readonly home: string,
    private readonly folder: string,
    readonly token: string,
    readonly address: string,
    private readonly lab: RunningLab,
    private readonly browser: BrowserContext,
  ) {}

  /** Opens a new notebook of code cells in a tab, and waits until its kernel is idle. */
  async open(name: string, cells: readonly string[], kernelName?: string): Promise<NotebookPage> {
    await writeFile(path.join(this.folder, `${name}.ipynb`), JSON.stringify(notebook(cells, kernelName)));
    return this.#show(name);
  }

  /** Opens one of the course's notebooks, without its outputs and with other parameters. */
  async openCourse(file: string, parameters: Record<string, number>): Promise<NotebookPage> {
    const course = JSON.parse(await readFile(path.join(courseFolder, file), 'utf8')) as {
      cells: { cell_type: string; source: string[]; outputs?: unknown[]; execution_count?: number | null }[];
    };
    for (const cell of course.cells) {
      if (cell.cell_type !== 'code') continue;
      cell.outputs = [];
      cell.execution_count = null;
      cell.source = cell.source.map((line) =>
        line.replace(/^let (\w+) = [^;]+/, (declaration, name: string) =>
          name in parameters ? `let ${name} = ${parameters[name]}` : declaration,
        ),
      );
    }
    const name = path.basename(file, '.ipynb');
    await writeFile(path.join(this.folder, `${name}.ipynb`), JSON.stringify(course));
    return this.#show(name);
  }

  async #show(name: string): Promise<NotebookPage> {
    const page = await this.browser.newPage();
    const place =
      this.app === 'lab' ? `lab/workspaces/${name}/tree/${name}.ipynb` : `notebooks/${name}.ipynb`;
    await page.goto(`${this.address}/${place}?token=${this.token}`);
    const opened = new NotebookPage(
      page,
      this.app === 'lab' ? name : `notebook7-${name}`,
      this.app === 'lab',
    );
    await opened.idle();
    return opened;
  }

  /** The file that Jupyter saved. */
  notebookFile(name: string): string {
    return path.join(this.folder, `${name}.ipynb`);
  }

  /** Opens a saved notebook whose kernel is not installed, and chooses to go without one. */
  async openWithoutKernel(name: string, saved: string): Promise<NotebookPage> {
    const course = JSON.parse(await readFile(saved, 'utf8')) as {
      metadata: { kernelspec: { name: string } };
    };
    course.metadata.kernelspec.name = 'of-another-machine';
    await writeFile(this.notebookFile(name), JSON.stringify(course));
    const page = await this.browser.newPage();
    await page.goto(`${this.address}/lab/workspaces/${name}/tree/${name}.ipynb?token=${this.token}`);
    const opened = new NotebookPage(page, name, false);
    const dialog = page.locator('.jp-Dialog');
    await dialog.waitFor();
    await dialog.getByRole('combobox').selectOption({ label: 'No Kernel' });
    await opened.acceptDialog();
    return opened;
  }

  /** A page as nbconvert makes it of a notebook, in a tab. */
  async openConverted(saved: string): Promise<Page> {
    const { python } = await pythonUnderTest();
    const output = path.join(this.home, 'converted.html');
    const args = ['-m', 'nbconvert', '--to', 'html', saved, '--output', output];
    const { status, stderr } = spawnSync(python, args, {
      encoding: 'utf8',
      env: { ...process.env, HOME: this.home },
    });
    if (status !== 0) throw new Error(stderr);
    const page = await this.browser.newPage();
    await page.goto(pathToFileURL(output).href, { waitUntil: 'domcontentloaded' });
    return page;
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

  /** On a busy machine both may take their time to say goodbye: nothing stays behind. */
  async stop(): Promise<void> {
    await Promise.race([this.browser.close(), delay(patienceMs)]);
    this.lab.process.kill('SIGTERM');
    const hasEnded = await Promise.race([this.lab.exited.then(() => true), delay(patienceMs, false)]);
    if (!hasEnded) this.lab.process.kill('SIGKILL');
    await this.lab.exited;
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Beside the kernel: `small-heap`, which soon runs out of memory, and `moved-away`, whose installation is gone. */
async function installUnhappyKernels(prefix: string): Promise<void> {
  const env = { NODE_OPTIONS: '--max-old-space-size=200' };
  await installKernelspec({ prefix, name: 'small-heap' }, { env });
  const spec = path.join(await installKernelspec({ prefix, name: 'moved-away' }), 'kernel.json');
  const gone = path.join(prefix, 'gone', 'dist', 'kernel', 'kernelspec', 'kernelEntry.js');
  await writeFile(
    spec,
    (await readFile(spec, 'utf8')).replace(JSON.stringify(kernelEntry), JSON.stringify(gone)),
  );
}

export function findChromium(): string | undefined {
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
      const [, address] = /(http:\/\/127\.0\.0\.1:\d+)\/(?:lab|tree)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    lab.exited.then(
      ({ code }) => reject(new Error(`${jupyter.origin} ended with ${code}:\n${said.join('\n')}`)),
      reject,
    );
  });
}

function notebook(cells: readonly string[], kernelName = 'cuaderno'): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: kernelName, display_name: 'TypeScript (cuaderno)', language: 'typescript' },
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
