// Sets everything up that is missing, and only that: packages, build, engine. Plain JavaScript without
// dependencies, since it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const inProject = (...parts) => path.join(root, ...parts);

/** Does what is missing; throws a SetupError that says which step failed and what to do. */
export async function setup() {
  requireNode();
  installPackages();
  build();
  const { setUpEngine } = await import(
    pathToFileURL(inProject('dist', 'kernel', 'cli', 'setUpEngine.js')).href
  );
  await setUpEngine();
}

export class SetupError extends Error {}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 11)) return;
  throw new SetupError(`Node 20.11 or newer is needed; this is ${process.versions.node}. See nodejs.org.`);
}

/** `npm ci` whenever the lock file is not the one that was installed last, or that was killed half-way. */
function installPackages() {
  const stamp = inProject('node_modules', '.cuaderno-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex');
  if (readOrNothing(stamp) === wanted) return;
  say('Installing packages (npm ci)');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']];
  run(
    'Installing packages',
    command,
    args,
    'Check the network and the free disk space, then run the command again.',
  );
  writeWhole(stamp, wanted);
}

/** Compiles whenever a source is newer, gone or added since the last complete build. */
function build() {
  const stamp = inProject('dist', '.cuaderno-built');
  const { wanted, names } = fingerprintOfSources();
  const [built, builtNames] = (readOrNothing(stamp) ?? '').split('\n');
  if (built === wanted) return;
  // A build that was killed, or whose sources were renamed, leaves files that nothing would ever remove.
  if (builtNames !== names) rmSync(inProject('dist'), { recursive: true, force: true });
  else rmSync(stamp);
  say('Building');
  const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
  run(
    'Building',
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json'],
    'This is a defect of cuaderno: please report it.',
  );
  writeWhole(stamp, `${wanted}\n${names}`);
}

function fingerprintOfSources() {
  const contents = createHash('sha256');
  const names = createHash('sha256');
  for (const folder of ['src', 'kernel', 'datasets']) {
    for (const name of readdirSync(inProject(folder), { recursive: true }).sort()) {
      if (!name.endsWith('.ts')) continue;
      const { mtimeMs, size } = statSync(inProject(folder, name));
      names.update(`${folder}/${name}\n`);
      contents.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])
    contents.update(readFileSync(inProject(name)));
  return { wanted: contents.digest('hex'), names: names.digest('hex') };
}

function run(step, command, args, remedy) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status === 0) return;
  const how =
    result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit ${result.status}`);
  throw new SetupError(`${step} failed (${how}). ${remedy}`);
}

function readOrNothing(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Under a temporary name first, so that a killed set-up never leaves a stamp that promises too much. */
function writeWhole(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function say(text) {
  process.stderr.write(`cuaderno: ${text}\n`);
}

/** Runs the set-up as a command: a failure is told in words, with exit code 2. */
export async function setupOrExit() {
  try {
    await setup();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exit(2);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setupOrExit();
