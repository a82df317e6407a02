/** What a sandbox shows of the machine, all of it read-only: the system's programs, Node, this installation, the cache. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../../src/engine/cacheFolder.js';

const installation = fileURLToPath(new URL('../../../../', import.meta.url));

/** Folders and files, at the same path inside as outside. */
export function visiblePlaces(): string[] {
  const node = realpathSync(process.execPath);
  const places = [
    path.join(installation, 'dist'),
    path.join(installation, 'package.json'),
    modulesOf(installation),
    path.join(cacheFolder(), 'engine'),
    path.join(cacheFolder(), 'datasets'),
    ...(node.startsWith('/usr/') ? [] : [path.resolve(node, '../..')]),
  ];
  return places.filter((place) => place !== undefined && existsSync(place));
}

/** Where the packages are: within the installation, or around it where it is itself a package. */
function modulesOf(folder: string): string {
  const own = path.join(folder, 'node_modules');
  const around = path.resolve(folder, '..');
  return path.basename(around) === 'node_modules' ? around : own;
}
