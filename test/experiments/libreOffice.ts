/** LibreOffice without a window: another program's view of a workbook. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

const run = promisify(execFile);

export const hasLibreOffice = isInstalled('soffice');

/** What each sheet shows, as rows of texts. */
export async function shownSheets(workbook: string): Promise<Record<string, string[][]>> {
  // Comma, quotation mark, UTF-8, from line 1 on, every sheet into a file of its own.
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
  return inFolder(async (folder) => {
    await convert(workbook, filter, folder);
    const prefix = `${path.basename(workbook, '.xlsx')}-`;
    const sheets: Record<string, string[][]> = {};
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.csv')) continue;
      const rows = parse(await readFile(path.join(folder, name), 'utf8'), { relax_column_count: true });
      sheets[name.slice(prefix.length, -'.csv'.length)] = rows as string[][];
    }
    return sheets;
  });
}

/** Opens a file and saves it as a workbook in another folder. */
export async function savedAgain(file: string, folder: string): Promise<string> {
  await convert(file, 'xlsx', folder);
  return path.join(folder, `${path.basename(file, path.extname(file))}.xlsx`);
}

async function convert(file: string, to: string, folder: string): Promise<void> {
  const input = file.endsWith('.csv') ? ['--infilter=CSV:44,34,76,1'] : [];
  // A profile of its own: two LibreOffices cannot share one.
  await inFolder((profile) =>
    run(
      'soffice',
      [
        `-env:UserInstallation=file://${profile}`,
        '--headless',
        ...input,
        '--convert-to',
        to,
        '--outdir',
        folder,
        file,
      ],
      { timeout: 110_000 },
    ),
  );
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'office-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
