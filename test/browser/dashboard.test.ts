/** The page of `cuaderno grade serve` in a real Chromium, while a worker grades. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingSandbox } from '../grading/attackedAssignment.js';
import { freePort, lineOf, missingRedis, RunningPrograms } from '../grading/redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from '../grading/twiceAssignment.js';
import { chromiumFlags, findChromium, screenshots } from './jupyterInBrowser.js';

const missing = missingSandbox || missingRedis || (findChromium() === undefined ? 'Chromium' : '');
const programs = new RunningPrograms();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dashboard-'));
  await mkdir(screenshots, { recursive: true });
});
afterAll(async () => {
  programs.kill();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(missing)(
  `shows what happens without being loaded again, and names of files as text${missing ? ` (skipped: needs ${missing})` : ''}`,
  { timeout: 480_000 },
  async () => {
    const port = await freePort();
    const redis = `redis://127.0.0.1:${port}`;
    programs.redis(port, folder);
    const served = programs.cuaderno(['grade', 'serve', '--redis', redis, '--port', '0'], 'pipe');
    const [, address] = await lineOf(served, /(http:\S+)/);
    const assignment = await makeTwiceAssignment(folder);
    const evil = '<img src=x onerror="document.title=1">.ipynb';
    // The last one computes for as long as the test looks at it.
    const submissions: [string, string][] = [
      ['anna.ipynb', twiceSubmission()],
      ['ben.ipynb', twiceSubmission('return 42;')],
      [evil, twiceSubmission()],
      ['slow.ipynb', twiceSubmission('return 2 * n;', 'while (true) {}')],
    ];
    const files = [];
    for (const [name, text] of submissions) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      files.push(file);
    }

    const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    try {
      const page = await browser.newPage({ viewport: { width: 900, height: 800 }, locale: 'en-US' });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      const places = new Set<string>();
      page.on('request', (request) => places.add(new URL(request.url()).origin));
      await page.goto(address!);
      const text = (id: string) => page.locator(`#${id}`).textContent();
      const becomes = (id: string, wanted: string) =>
        expect.poll(() => text(id), { timeout: 150_000, message: id }).toBe(wanted);
      await becomes('waiting', '0');
      expect(await page.locator('#workers-none').isVisible()).toBe(true);
      await page.screenshot({ path: path.join(screenshots, 'dashboard-empty.png') });

      const grading = programs.cuaderno(['grade', ...files, '-a', assignment, '--redis', redis]);
      await becomes('waiting', '4');
      programs.cuaderno(['grade', 'worker', '--redis', redis]);
      await becomes('graded', '3');
      await becomes('active', '1');
      expect(await text('failed')).toBe('0');
      expect(await page.locator('#workers tbody tr').count()).toBe(1);
      expect(await page.locator('#workers tbody td').nth(1).textContent()).toBe('1');
      expect(await page.locator('#now tbody td').first().textContent()).toBe(files[3]);
      const ended = await page
        .locator('#ended tbody tr')
        .evaluateAll((rows) => rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent)));
      expect(ended.sort()).toEqual(
        [
          [files[0], '4 / 4'],
          [files[1], '2 / 4'],
          [files[2], '4 / 4'],
        ].sort(),
      );
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Grading');
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await page.screenshot({ path: path.join(screenshots, 'dashboard.png'), fullPage: true });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 420, height: 800 });
      await page.screenshot({ path: path.join(screenshots, 'dashboard-narrow.png'), fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
      expect([...places]).toEqual([new URL(address!).origin]);

      served.kill('SIGTERM');
      await once(served, 'exit');
      await page.locator('#problem').waitFor();
      expect(await text('problem')).toBe('The dashboard has ended, or cannot be reached.');
      grading.kill('SIGKILL');
    } finally {
      await browser.close();
    }
  },
);
