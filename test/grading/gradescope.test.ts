/** The autograder that `cuaderno assign --gradescope` writes, unpacked into a root of its own and run as Gradescope runs it. What
 *  its setup.sh installs is there already; setup.sh itself runs with programs that only note what they are told. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingSandbox } from './attackedAssignment.js';
import { cuaderno } from './redisServer.js';
import { hiddenWords, twiceSubmission, writeTwiceMaster } from './twiceAssignment.js';

const missing = missingSandbox || (spawnSync('unzip', ['-v']).status === 0 ? '' : 'unzip');

interface Results {
  score: number;
  output: string;
  tests?: { name: string; score: number; max_score: number; output: string }[];
}

describe.skipIf(missing)(`Gradescope’s autograder${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let folder = '';
  let root = '';
  const known = new Map<string, { zip: string; stderr: string }>();
  const assigned = (...more: string[]) => {
    const before = known.get(more.join(' '));
    if (before !== undefined) return before;
    const zip = path.join(folder, `autograder${known.size}.zip`);
    const args = [
      'assign',
      path.join(folder, 'homework.ipynb'),
      path.join(folder, 'out'),
      '--gradescope',
      zip,
    ];
    const { status, stderr } = spawnSync(process.execPath, [cuaderno, ...args, ...more], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    known.set(more.join(' '), { zip, stderr });
    return { zip, stderr };
  };
  /** /autograder as Gradescope makes it of the zip, with what setup.sh would have installed. */
  const unpacked = async (zip: string) => {
    await rm(root, { recursive: true, force: true });
    await mkdir(path.join(root, 'submission'), { recursive: true });
    expect(spawnSync('unzip', ['-q', zip, '-d', path.join(root, 'source')]).status).toBe(0);
    const packages = path.join(root, 'cuaderno', 'node_modules');
    await mkdir(packages, { recursive: true });
    await symlink(path.resolve(cuaderno, '../..'), path.join(packages, 'cuaderno'));
    await symlink(path.join(root, 'source', 'run_autograder'), path.join(root, 'run_autograder'));
  };
  const run = async (notebooks: Record<string, string>, environment = {}) => {
    await rm(path.join(root, 'submission'), { recursive: true });
    await mkdir(path.join(root, 'submission'));
    for (const [name, text] of Object.entries(notebooks)) {
      await writeFile(path.join(root, 'submission', name), text);
    }
    // Executed as a program: its mode comes from the zip.
    const { status, stdout, stderr } = spawnSync(path.join(root, 'run_autograder'), {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: root, AUTOGRADER: root, ...environment },
    });
    expect(status, stdout + stderr).toBe(0);
    const results = JSON.parse(await readFile(path.join(root, 'results', 'results.json'), 'utf8')) as Results;
    return { results, stdout };
  };
  const scores = ({ tests = [] }: Results) =>
    tests.map(({ name, score, max_score }) => [name, score, max_score]);
  /** A bwrap as in a container that forbids namespaces. */
  const withoutNamespaces = async () => {
    const programs = path.join(folder, 'programs');
    await mkdir(programs, { recursive: true });
    await writeFile(path.join(programs, 'bwrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await writeFile(path.join(programs, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    return { PATH: `${programs}:${process.env.PATH}` };
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gradescope-'));
    root = path.join(folder, 'autograder');
    await writeTwiceMaster(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('grades what was handed in, whatever it is called', async () => {
    const { zip, stderr } = assigned();
    expect(stderr).toContain('keep it to yourself');
    await unpacked(zip);
    const { results } = await run({ 'my work (2).ipynb': twiceSubmission() });
    expect(results).toMatchObject({ score: 4, output: '' });
    expect(scores(results)).toEqual([
      ['twice', 2, 2],
      ['zero', 2, 2],
    ]);
    const half = await run({ 'a.ipynb': twiceSubmission('return 42;') });
    expect(half.results.score).toBe(2);
    expect(scores(half.results)).toEqual([
      ['twice', 2, 2],
      ['zero', 0, 2],
    ]);
    expect(JSON.stringify(half)).not.toContain(hiddenWords);
  });

  it('says why there is no grade: no notebook, two, none that can be read, no sandbox', async () => {
    await unpacked(assigned().zip);
    const { results: none } = await run({ 'notes.txt': 'see the notebook' });
    expect(none).toMatchObject({
      score: 0,
      output: expect.stringContaining('Not graded: there is no notebook'),
    });
    const { results: two } = await run({ 'a.ipynb': twiceSubmission(), 'b.ipynb': twiceSubmission() });
    expect(two).toMatchObject({ score: 0, output: expect.stringContaining('there are 2 notebooks') });
    const { results: broken } = await run({ 'a.ipynb': '{' });
    expect(broken).toMatchObject({ score: 0, output: expect.stringContaining('a.ipynb') });
    const { results: walls, stdout } = await run({ 'a.ipynb': twiceSubmission() }, await withoutNamespaces());
    expect(walls.score).toBe(0);
    expect(walls.output).toMatch(
      /^Not graded: .*Your teacher has to mend this.*bubblewrap is not installed or may not/s,
    );
    expect(walls.tests).toBeUndefined();
    expect(stdout).toContain('bubblewrap is not installed');
  });

  it('runs without a sandbox only where that was asked for, and says so', async () => {
    const { zip, stderr } = assigned('--gradescope-sandbox', 'none');
    expect(stderr).toContain('can read the hidden tests');
    await unpacked(zip);
    const { results } = await run({ 'a.ipynb': twiceSubmission() }, await withoutNamespaces());
    expect(results).toMatchObject({ score: 4, output: 'Graded without a sandbox (--sandbox none).' });
  });

  it('has programs that can be run, tests that others cannot read, and the same bytes every time', async () => {
    const { zip } = assigned();
    const first = await readFile(zip);
    known.clear();
    await rm(zip);
    expect((await readFile(assigned().zip)).equals(first)).toBe(true);
    await unpacked(zip);
    const modeOf = async (name: string) => (await stat(path.join(root, 'source', name))).mode & 0o777;
    expect(await modeOf('run_autograder')).toBe(0o755);
    expect(await modeOf('setup.sh')).toBe(0o755);
    expect(await modeOf('assignment.json')).toBe(0o600);
    expect(spawnSync('unzip', ['-Z1', zip], { encoding: 'utf8' }).stdout.split('\n').sort()).toEqual([
      '',
      'assignment.json',
      'run_autograder',
      'setup.sh',
    ]);
  });

  it('is set up with this version or with the package that was given, and stops at what fails', async () => {
    const tgz = path.join(folder, 'cuaderno-9.tgz');
    await writeFile(tgz, 'as a package');
    const noted = path.join(folder, 'noted.txt');
    const programs = path.join(folder, 'noting');
    await mkdir(programs, { recursive: true });
    for (const name of ['apt-get', 'python3', 'node']) {
      const text = `#!/bin/sh\necho "${name} $*" >> '${noted}'\n[ "$FAILING" != ${name} ]\n`;
      await writeFile(path.join(programs, name), text);
      await chmod(path.join(programs, name), 0o755);
    }
    const setUp = async (zip: string, failing = '') => {
      await unpacked(zip);
      await rm(noted, { force: true });
      const env = { PATH: `${programs}:${process.env.PATH}`, HOME: root, AUTOGRADER: root, FAILING: failing };
      const { status } = spawnSync(path.join(root, 'source', 'setup.sh'), { env });
      return { status, lines: (await readFile(noted, 'utf8')).trim().split('\n') };
    };
    const { version } = JSON.parse(await readFile(path.resolve(cuaderno, '../../package.json'), 'utf8'));
    const fromNpm = await setUp(assigned().zip);
    expect(fromNpm.status).toBe(0);
    expect(fromNpm.lines).toHaveLength(4);
    expect(fromNpm.lines[1]).toContain('bubblewrap');
    expect(fromNpm.lines[3]).toMatch(
      new RegExp(`npm-cli\\.js install .*--ignore-scripts .* cuaderno@${version}$`),
    );
    const fromFile = await setUp(assigned('--gradescope-package', tgz).zip);
    expect(fromFile.lines[3]).toContain(` ${root}/source/cuaderno.tgz`);
    expect(await readFile(path.join(root, 'source', 'cuaderno.tgz'), 'utf8')).toBe('as a package');
    const failed = await setUp(assigned().zip, 'python3');
    expect(failed.status).not.toBe(0);
    expect(failed.lines).toHaveLength(3);
  });
});
