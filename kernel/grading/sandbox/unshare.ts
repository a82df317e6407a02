/** The same walls as bubblewrap's where that is not installed: util-linux's `unshare`, `mount`, `pivot_root` and `setpriv`. */
import { spawnSync } from 'node:child_process';
import { limitedCommand, sandboxVariables, workFolder } from './insideOfSandbox.js';
import { defaultLimits, type Limits } from './limits.js';
import { visiblePlaces } from './places.js';

/** Folders that every system has and that nothing here is within: the sandbox's root is mounted over one of them. */
const rootPlaces = ['/mnt', '/media', '/srv', '/opt'];

/**
 * What the first process of the new namespaces does, as their root: it builds a file system in memory with read-only views
 * of the places, leaves the old one, and starts the command as nobody in a second user namespace, to which the first one's
 * mounts do not belong. It stays, so that what it has started ends with it. A step that fails ends it.
 *
 * Arguments: root, bytes of the work folder, its path, places …, `--`, the command.
 */
const script = `set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 bytes=$2 work=$3; shift 3
readonly_view() {
  mount --bind "$1" "$2"
  mount -o remount,bind,ro,nosuid,nodev "$2" || mount -o remount,bind,ro,nosuid,nodev,noexec "$2"
}
hostname notebook
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev sandbox "$root"
mkdir "$root/usr" "$root/proc" "$root/dev" "$root/old"
readonly_view /usr "$root/usr"
for name in bin lib lib64 sbin; do ln -s "usr/$name" "$root/$name"; done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for name in null zero full random urandom; do
  : > "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
  # What root's device may do stays as it is; it can be written nevertheless.
  mount -o remount,bind,ro,nosuid "$root/dev/$name" || mount -o remount,bind,ro,nosuid,noexec "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir -p "$root$work"
mount -t tmpfs -o "size=$bytes,mode=1777,nosuid,nodev" sandbox "$root$work"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root\${1%/*}"; : > "$root$1"; fi
  readonly_view "$1" "$root$1"
  shift
done
shift
cd "$root"
pivot_root . old
cd /
umount -l /old
rmdir /old
mkfifo begin
mount -o remount,ro,nosuid,nodev,size=1m,mode=755 sandbox /
# One more namespace for users is to come, and none within it.
echo 1 > /proc/sys/user/max_user_namespaces
cd "$work"
unshare --user --map-user=65534 --map-group=65534 -- \
  sh -c 'read -r _ < /begin && exec setpriv --no-new-privs -- "$@"' sandbox "$@" &
# Its users are told below /proc, which can be written no more when the command begins.
until grep -q 65534 "/proc/$!/gid_map"; do [ -d "/proc/$!" ]; done
mount -o remount,bind,ro,nosuid,nodev,noexec /proc
echo begin > /begin
wait $!`;

/** A command line that runs a command in a sandbox. */
export function unshareCommand(
  command: readonly string[],
  limits: Limits,
  environment: Readonly<Record<string, string>>,
): string[] {
  const places = visiblePlaces();
  const root = rootPlaces.find((candidate) => !places.some((place) => place.startsWith(`${candidate}/`)));
  const variables = Object.entries(sandboxVariables(environment));
  return [
    // Ends with whoever started it, as everything inside ends with it.
    ...['setpriv', '--pdeathsig', 'KILL', '--'],
    ...['unshare', '--user', '--map-root-user', '--mount', '--pid', '--net', '--ipc', '--uts'],
    ...['--fork', '--kill-child=SIGKILL', '--propagation', 'private', '--'],
    ...['sh', '-c', script, 'sandbox', root ?? '/mnt', String(limits.diskBytes), workFolder, ...places, '--'],
    ...['env', '-i', ...variables.map(([name, value]) => `${name}=${value}`)],
    ...limitedCommand(command, limits),
  ];
}

/** Says which of the walls does not stand; nothing where all do. */
const probe = `set -u
fail() { echo "$1"; exit 1; }
[ "$(id -u)" = 65534 ] || fail 'it is not nobody'
grep -q '^CapEff:\\s*0*$' /proc/self/status || fail 'it has rights'
[ "$(ls /tmp | wc -l)" = 0 ] || fail '/tmp is not its own'
: > /tmp/file || fail '/tmp cannot be written'
for place in /usr / /dev /proc/sys/kernel/hostname; do [ -w "$place" ] && fail "$place can be written"; done
[ -e /etc/passwd ] && fail 'files of the machine can be read'
[ "$(ls /proc | grep -c '^[0-9]')" -lt 12 ] || fail 'processes of the machine can be seen'
unshare --user true 2>/dev/null && fail 'it can make namespaces of its own'
touch /dev/null 2>/dev/null && fail 'devices can be changed'
mount -o remount,rw /usr 2>/dev/null && fail 'it can mount'
grep -qv 'lo:\\|face\\|Inter' /proc/net/dev && fail 'there is a network'
exit 0`;

let works: boolean | undefined;

/** Whether unshare may make its namespaces here, and all that it is asked for holds. */
export function hasUnshare(): boolean {
  works ??= triedOut();
  return works;
}

function triedOut(): boolean {
  const [program, ...args] = unshareCommand(['sh', '-c', probe], defaultLimits, {});
  return spawnSync(program!, args, { stdio: 'ignore', env: { PATH: process.env.PATH } }).status === 0;
}
