/** Installs what the benchmarks are compared with: ipykernel, in a private Python environment. tslab is a package of
 *  this project already. */
import { stepProgress } from '../../dist/kernel/cli/stepProgress.js';
import { ensurePythonEnvironment } from '../../dist/kernel/lab/pythonEnvironment.js';

export async function bench() {
  const progress = stepProgress();
  const { python } = await ensurePeers(progress).finally(() => progress.end());
  process.stderr.write(`cuaderno: the peers are ready (${python})\n`);
}

/** The environment with ipykernel; made on the first call. */
export function ensurePeers(progress) {
  return ensurePythonEnvironment('bench-peers', ['ipykernel==7.4.0'], progress);
}
