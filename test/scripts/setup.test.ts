/** The set-up does what is missing and only that, also after it was killed. The packages are those that are here. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const project = mkdtempSync(path.join(os.tmpdir(), 'cuaderno setup '));
const built = path.join(project, 'dist', 'src', 'errors.js');

/** The files that the set-up runs, and what they import: few enough to be built many times. */
function neededBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(path.join(root, file), 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g))
    neededBy(`${path.join(path.dirname(file), imported!)}.ts`, found);
  return found;
}

beforeAll(() => {
  for (const part of [
    'scripts',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'src/engine/native',
    ...neededBy('kernel/cli/setUpEngine.ts'),
  ])
    cpSync(path.join(root, part), path.join(project, part), { recursive: true });
  mkdirSync(path.join(project, 'datasets'));
  // A folder of its own, and installed as its lock file says: should the set-up run npm, it empties nobody else's.
  const packages = path.join(project, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(path.join(root, 'node_modules')))
    if (name !== '.cuaderno-installed')
      symlinkSync(path.join(root, 'node_modules', name), path.join(packages, name));
  const locked = createHash('sha256').update(readFileSync(path.join(project, 'package-lock.json')));
  writeFileSync(path.join(packages, '.cuaderno-installed'), locked.digest('hex'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const script = path.join(project, 'scripts', 'setup.mjs');
const setup = () => spawnSync(process.execPath, [script], { encoding: 'utf8' });

describe('npm run setup', () => {
  it('builds when killed in the middle, then does and says nothing', async () => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => text.includes('Building') && resolve());
    });
    const ended = new Promise((resolve) => {
      child.on('exit', resolve);
    });
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    expect(setup()).toMatchObject({ status: 0, stderr: expect.stringContaining('Building') });
    expect(existsSync(built)).toBe(true);
    expect(setup()).toMatchObject({ status: 0, stderr: '', stdout: '' });
  });

  it('builds again what was changed, and forgets what was removed', () => {
    const source = path.join(project, 'src', 'errors.ts');
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n/** New. */\nexport const added = 1;\n`);
    expect(setup().stderr).toContain('Building');
    expect(readFileSync(built, 'utf8')).toContain('added = 1');
    const extra = path.join(project, 'src', 'extra.ts');
    writeFileSync(extra, 'export const extra = 1;\n');
    setup();
    const builtExtra = path.join(project, 'dist', 'src', 'extra.js');
    expect(existsSync(builtExtra)).toBe(true);
    rmSync(extra);
    setup();
    expect(existsSync(builtExtra)).toBe(false);
  });

  it('says which step failed and leaves no stamp that promises a build', () => {
    const source = path.join(project, 'src', 'errors.ts');
    renameSync(source, `${source}.away`);
    const failed = setup();
    expect(failed.status).toBe(2);
    expect(failed.stderr).toContain('cuaderno: Building failed (exit');
    expect(failed.stderr).toContain('please report it');
    renameSync(`${source}.away`, source);
    expect(setup()).toMatchObject({ status: 0, stderr: expect.stringContaining('Building') });
  });
});
