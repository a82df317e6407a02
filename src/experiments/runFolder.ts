/** What is kept of a run beside the workbook: curves, layers, weights. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { DataError } from '../errors.js';
import type { History } from '../training/history.js';
import { saveWeights } from '../weights/saveWeights.js';
import { architectureOf, type LayerNote } from './architecture.js';

const names = { history: 'history.json', layers: 'layers.json', weights: 'model.weights.h5' };

/** The curves of a run, as `fit` gave them. */
export interface KeptHistory {
  epoch: number[];
  history: Record<string, number[]>;
}

/** A new folder with a run's files, which gets its name when the run gets its number. */
export async function writeRunFolder(
  runsFolder: string,
  { model, history }: { model: LayersModel; history: History },
  keepWeights: boolean,
): Promise<string> {
  const folder = path.join(runsFolder, `.unfinished-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    const { epoch, history: values } = history;
    await writeFile(path.join(folder, names.history), historyJson({ epoch, history: values }));
    await writeFile(path.join(folder, names.layers), JSON.stringify(architectureOf(model), undefined, 1));
  } catch (error) {
    throw new DataError(`${folder} could not be written: ${(error as Error).message}`, { cause: error });
  }
  if (keepWeights) await saveWeights(model, path.join(folder, names.weights));
  return folder;
}

/** The links to a run's files, from the workbook's folder on. */
export function runLinks(
  runsFolder: string,
  run: string,
  keepWeights: boolean,
): { history: string; weights?: string } {
  const folder = `${path.basename(runsFolder)}/${run}`;
  const history = `${folder}/${names.history}`;
  return keepWeights ? { history, weights: `${folder}/${names.weights}` } : { history };
}

/** The curves of a run; undefined if none were kept. @throws {DataError} if the file is broken */
export async function readHistory(runsFolder: string, run: string): Promise<KeptHistory | undefined> {
  const kept = await readJson(path.join(runsFolder, run, names.history));
  if (kept === undefined) return undefined;
  const { epoch, history } = kept as KeptHistory;
  const values = Object.entries(history).map(([name, series]) => [name, series.map(numberOf)] as const);
  return { epoch, history: Object.fromEntries(values) };
}

/** The layers of a run; undefined if none were kept. @throws {DataError} if the file is broken */
export async function readLayers(runsFolder: string, run: string): Promise<LayerNote[] | undefined> {
  return (await readJson(path.join(runsFolder, run, names.layers))) as LayerNote[] | undefined;
}

/** JSON has no NaN and no infinity; a loss may have. */
function historyJson({ epoch, history }: KeptHistory): string {
  return JSON.stringify({ epoch, history }, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

function numberOf(value: number | string): number {
  return Number(value);
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(`${file} is damaged: ${(error as Error).message}.`, { cause: error });
  }
}
