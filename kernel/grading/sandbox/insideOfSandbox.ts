/** What a process finds inside of a sandbox, whatever made the sandbox. */
import { cacheFolder } from '../../../src/engine/cacheFolder.js';
import type { Limits } from './limits.js';

/** The folder inside in which the notebook runs, and the only one that can be written. */
export const workFolder = '/tmp';

/** The whole environment. */
export function sandboxVariables(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: '/usr/bin:/bin', HOME: workFolder, CUADERNO_CACHE: cacheFolder(), ...environment };
}

/** A command under the limits that Linux keeps for every single process. */
export function limitedCommand(command: readonly string[], limits: Limits): string[] {
  return [
    'prlimit',
    `--nproc=${limits.processes}`,
    `--data=${limits.memoryBytes}`,
    `--fsize=${limits.fileBytes}`,
    // To load the library takes some 600 at once.
    '--nofile=2048',
    '--core=0',
    '--',
    ...command,
  ];
}
