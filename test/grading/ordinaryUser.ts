/** Commands as the user nobody, where the tests run as root: nothing of theirs may need root's rights. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const nobody = 65_534;
/** Large, and not loaded by grading. */
const unneeded = [
  '@tensorflow/',
  '@napi-rs/',
  '@expo-google-fonts/',
  '@resvg/',
  'plotly.js',
  'sharp',
  'tslab',
  'h5wasm',
];
const packages = Object.keys(dependenciesOf(path.join(root, 'package.json'))).filter(
  (name) => !unneeded.some((start) => name.startsWith(start)),
);

/** Why commands cannot be run as another user here; undefined if they can. */
export const missingOrdinaryUser =
  process.getuid?.() !== 0
    ? 'root, to become another user'
    : spawnSync('setpriv', ['--version']).status === 0
      ? undefined
      : 'setpriv';

/** A copy of the installation that everybody can read, and a home that is nobody's. */
export class OrdinaryUser {
  readonly home: string;

  constructor(private readonly folder: string) {
    this.home = path.join(folder, 'home');
    mkdirSync(this.home, { recursive: true });
    for (const name of ['dist', 'package.json', 'scripts/cuaderno.mjs']) {
      cpSync(path.join(root, name), path.join(folder, 'cuaderno', name), { recursive: true });
    }
    for (const name of withTheirOwn(packages)) {
      cpSync(path.join(root, 'node_modules', name), path.join(folder, 'cuaderno', 'node_modules', name), {
        recursive: true,
      });
    }
    chmodSync(folder, 0o755);
    chownSync(this.home, nobody, nobody);
  }

  /** Runs `cuaderno …` as nobody, without anything of this process's environment. */
  cuaderno(args: readonly string[], timeoutMs: number) {
    const command = path.join(this.folder, 'cuaderno', 'scripts', 'cuaderno.mjs');
    const become = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];
    return spawnSync('setpriv', [...become, '--', process.execPath, command, ...args], {
      cwd: this.home,
      env: { PATH: process.env.PATH, HOME: this.home, TMPDIR: this.home },
      encoding: 'utf8',
      maxBuffer: 1e9,
      timeout: timeoutMs,
    });
  }
}

function withTheirOwn(names: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    const manifest = path.join(root, 'node_modules', name, 'package.json');
    if (all.has(name) || !existsSync(manifest)) return;
    all.add(name);
    for (const dependency of Object.keys(dependenciesOf(manifest))) add(dependency);
  };
  for (const name of names) add(name);
  return all;
}

function dependenciesOf(manifest: string): Record<string, string> {
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return dependencies;
}
