import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../data/temporaryFolder.js';

/** The cache of the running test, in a folder in which nothing else may appear. */
export interface TemporaryCache {
  /** What is in the cache's folder of data sets. */
  names(): string[];
  /** What lies beside the cache: must stay empty. */
  beside(): string[];
  folder: string;
}

/** Sets `CUADERNO_CACHE` for the running test. */
export function temporaryCache(): TemporaryCache {
  const parent = temporaryFolder();
  const folder = path.join(parent, 'deep', 'cache');
  mkdirSync(folder, { recursive: true });
  vi.stubEnv('CUADERNO_CACHE', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const datasets = path.join(folder, 'datasets');
  const list = (directory: string): string[] =>
    statSync(directory, { throwIfNoEntry: false }) ? readdirSync(directory).sort() : [];
  return {
    folder,
    names: () => list(datasets),
    beside: () => [
      ...list(parent).filter((name) => name !== 'deep'),
      ...list(path.join(parent, 'deep')).filter((name) => name !== 'cache'),
      ...list(folder).filter((name) => name !== 'datasets'),
    ],
  };
}
