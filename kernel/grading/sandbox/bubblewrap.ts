/** bubblewrap: namespaces of its own for users, files, processes, network and messages, without being root. */
import { spawnSync } from 'node:child_process';
import { limitedCommand, sandboxVariables, workFolder } from './insideOfSandbox.js';
import type { Limits } from './limits.js';
import { visiblePlaces } from './places.js';

const nobody = '65534';

/**
 * Where root grades, the machine's devices that --dev shows belong to whoever is inside, who could change their rights: they
 * are made read-only first, which they can be written through nevertheless. (--remount-ro would close them.)
 */
const readOnlyDevices = `set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
for name in null zero full random urandom tty; do
  [ -e "/dev/$name" ] || continue
  mount --bind "/dev/$name" "/dev/$name"
  mount -o remount,bind,ro,nosuid "/dev/$name" || mount -o remount,bind,ro,nosuid,noexec "/dev/$name"
done
exec "$@"`;

/** A command line that runs a command in a sandbox. */
export function bubblewrapCommand(
  command: readonly string[],
  limits: Limits,
  environment: Readonly<Record<string, string>>,
): string[] {
  const system = ['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  const variables = Object.entries(sandboxVariables(environment));
  return [
    ...beforeIt(),
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

function beforeIt(): string[] {
  if (process.getuid?.() !== 0) return [];
  const namespaces = ['--user', '--map-root-user', '--mount', '--propagation', 'private'];
  return ['unshare', ...namespaces, '--', 'sh', '-c', readOnlyDevices, 'devices'];
}

let works: boolean | undefined;

/** Whether bubblewrap is installed and may make its namespaces here. */
export function hasBubblewrap(): boolean {
  if (works === undefined) {
    const namespaces = [
      '--unshare-all',
      '--unshare-user',
      '--disable-userns',
      '--ro-bind',
      '/',
      '/',
      '--dev',
      '/dev',
    ];
    const [program, ...args] = [...beforeIt(), 'bwrap', ...namespaces, '--', 'true'];
    works = spawnSync(program!, args, { stdio: 'ignore' }).status === 0;
  }
  return works;
}
