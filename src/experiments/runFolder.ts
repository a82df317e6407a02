/** What is kept of a run beside the workbook: curves, layers, weights. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { DataError } from '../errors.js';
import { saveWeights } from '../weights/saveWeights.js';
import type { LayerNote } from './architecture.js';

const names = { history: 'history.json', layers: 'layers.json', weights: 'model.weights.h5' };

/** The curves of a run, as `fit` gave them. */
export interface KeptHistory {
  epoch: number[];
  history: Record<string, number[]>;
}

/** What is kept of a run. */
export interface KeptRun {
  history: KeptHistory;
  layers: LayerNote[];
  /** Whose weights are kept; undefined for none. */
  model: LayersModel | undefined;
}

/** A new folder with a run's files, which gets its name when the run gets its number. */
export async function writeRunFolder(
  runsFolder: string,
  { history, layers, model }: KeptRun,
): Promise<string> {
  const folder = path.join(runsFolder, `.unfinished-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, names.history), jsonText(history));
    await writeFile(path.join(folder, names.layers), JSON.stringify(layers, undefined, 1));
  } catch (error) {
    throw new DataError(`${folder} could not be written: ${(error as Error).message}`, { cause: error });
  }
  if (model !== undefined) await saveWeights(model, path.join(folder, names.weights));
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
  return withNumbers(kept as KeptHistory);
}

/** JSON has no NaN and no infinity; a loss may have. They are written as texts. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
  );
}

/** A history that `jsonText` wrote, its texts made numbers again. */
export function withNumbers({ epoch, history }: KeptHistory): KeptHistory {
  const values = Object.entries(history).map(([name, series]) => [name, series.map(Number)] as const);
  return { epoch, history: Object.fromEntries(values) };
}

/** The layers of a run; undefined if none were kept. @throws {DataError} if the file is broken */
export async function readLayers(runsFolder: string, run: string): Promise<LayerNote[] | undefined> {
  return (await readJson(path.join(runsFolder, run, names.layers))) as LayerNote[] | undefined;
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
