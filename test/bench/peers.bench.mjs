/** Installs what the benchmarks are compared with: ipykernel, in a private Python environment, and Deno. tslab is a
 *  package of this project already. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { ensurePythonEnvironment } from '../../dist/kernel/lab/pythonEnvironment.js';
import { ensureDeno } from './denoBinary.mjs';

export async function bench() {
  const progress = stepProgress();
  try {
    const peers = [await ensurePython(progress), await ensureDeno(progress)];
    process.stderr.write(`cuaderno: the peers are ready (${peers.filter(Boolean).join(', ')})\n`);
  } finally {
    progress.end();
  }
}

/** The interpreter that has ipykernel; made on the first call. */
export async function ensurePython(progress) {
  return (await ensurePythonEnvironment('bench-peers', ['ipykernel==7.4.0'], progress)).python;
}
