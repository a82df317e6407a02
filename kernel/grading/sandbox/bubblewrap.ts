/** bubblewrap: namespaces of its own for users, files, processes, network and messages, without being root. */
import { spawnSync } from 'node:child_process';
import { cacheFolder } from '../../../src/engine/cacheFolder.js';
import type { Limits } from './limits.js';
import { visiblePlaces } from './places.js';

/** The folder inside in which the notebook runs, and the only one that can be written. */
const workFolder = '/tmp';
const nobody = '65534';

/** A command line that runs a command in a sandbox. */
export function bubblewrapCommand(
  command: readonly string[],
  limits: Limits,
  environment: Readonly<Record<string, string>>,
): string[] {
  const system = ['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  const variables = Object.entries({
    PATH: '/usr/bin:/bin',
    HOME: workFolder,
    CUADERNO_CACHE: cacheFolder(),
    ...environment,
  });
  return [
    'bwrap',
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session'],
    ...['--cap-drop', 'ALL', '--uid', nobody, '--gid', nobody, '--hostname', 'notebook', '--clearenv'],
    ...variables.flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr', ...system, '--proc', '/proc', '--dev', '/dev'],
    // Before the places: one of them may be within it.
    ...['--size', String(limits.diskBytes), '--tmpfs', workFolder],
    ...visiblePlaces().flatMap((place) => ['--ro-bind', place, place]),
    // /dev/shm would be memory without a limit.
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', workFolder, '--'],
    ...limitedCommand(command, limits),
  ];
}

/** A command under the limits that Linux keeps for every single process. */
function limitedCommand(command: readonly string[], limits: Limits): string[] {
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

let works: boolean | undefined;

/** Whether bubblewrap is installed and may make its namespaces here. */
export function hasBubblewrap(): boolean {
  works ??=
    spawnSync(
      'bwrap',
      ['--unshare-all', '--unshare-user', '--disable-userns', '--ro-bind', '/', '/', '--', 'true'],
      {
        stdio: 'ignore',
      },
    ).status === 0;
  return works;
}
