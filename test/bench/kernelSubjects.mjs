/** The kernels that are measured side by side, and what each is asked in its own language. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { kernelCommand } from '../../dist/kernel/runner/kernelCommand.js';
import { ensureDeno } from './denoBinary.mjs';
import { ensurePython } from './peers.bench.mjs';

/** How many lines the `lines` cell prints. */
export const lines = 100_000;

const typescript = {
  trivial: (n) => `${n} + 1`,
  variable: (n) => `const value${n} = [${n}, 2, 3].map((x) => x * 2); value${n}.length`,
  setUp: 'const numbers = [1, 2, 3];',
  completion: 'numbers.fl',
  completed: 'flatMap',
  lines: `for (let line = 0; line < ${lines}; line++) console.log(\`line \${line}\`);`,
};

/** Ours first. Those that cannot be installed here are told of and left out. */
export async function kernelSubjects(progress) {
  const subjects = [
    {
      name: 'cuaderno',
      argv: kernelCommand(),
      ...typescript,
      library:
        "import { layers, losses, models, optimizers, tf } from 'cuaderno';\nconst x = tf.ones([2, 2]);",
    },
    {
      name: 'tslab',
      argv: [process.execPath, tslabFile(), 'kernel', '--config-path', '{connection_file}'],
      ...typescript,
      library: "import * as tf from '@tensorflow/tfjs';\nconst x = tf.ones([2, 2]);",
    },
  ];
  const deno = await ensureDeno(progress);
  if (deno) {
    const argv = [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'];
    subjects.push({ name: 'deno', argv, ...typescript });
  }
  subjects.push({
    name: 'ipykernel',
    argv: [await ensurePython(progress), '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    trivial: (n) => `${n} + 1`,
    variable: (n) => `value${n} = [x * 2 for x in [${n}, 2, 3]]; len(value${n})`,
    setUp: 'numbers = [1, 2, 3]',
    completion: 'numbers.app',
    completed: 'append',
    lines: `for line in range(${lines}): print(f'line {line}')`,
  });
  return subjects;
}

function tslabFile() {
  const manifest = createRequire(import.meta.url).resolve('tslab/package.json');
  return path.join(path.dirname(manifest), 'bin', 'tslab');
}
