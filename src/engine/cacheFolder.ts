import os from 'node:os';
import path from 'node:path';

/** The folder for everything that is downloaded or built once: `CUADERNO_CACHE`, or `~/.cache/cuaderno`. */
export function cacheFolder(): string {
  return path.resolve(process.env.CUADERNO_CACHE || path.join(os.homedir(), '.cache', 'cuaderno'));
}
