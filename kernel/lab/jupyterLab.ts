/** Which JupyterLab opens the notebooks: the user's own, or one in a private environment. */
import type { SetupProgress } from '../../src/engine/native/progress.js';
import { runProcess } from '../../src/engine/native/runProcess.js';
import { ensurePythonEnvironment } from './pythonEnvironment.js';

export interface JupyterLab {
  /** The command line that starts it, without options. */
  argv: readonly [string, ...string[]];
  /** Where it was found, in words. */
  origin: string;
}

const requirements = ['jupyterlab>=4.4,<5'];
const oldestMajor = 4;

/**
 * The `jupyter lab` on PATH if it is recent enough, otherwise the private one.
 * @throws {DataError} if the private one cannot be made
 */
export async function findJupyterLab(progress: SetupProgress): Promise<JupyterLab> {
  const { code, output } = await runProcess('jupyter', ['lab', '--version'], { timeoutMs: 60_000 });
  const version = code === 0 ? /^(\d+)\.[\d.]+/m.exec(output) : null;
  if (version !== null && Number(version[1]) >= oldestMajor) {
    return { argv: ['jupyter', 'lab'], origin: `JupyterLab ${version[0]} on PATH` };
  }
  return privateJupyterLab(progress);
}

/**
 * The JupyterLab that cuaderno installs for itself, which takes a minute the first time.
 * @throws {DataError} if there is no Python with venv, or pip fails
 */
export async function privateJupyterLab(progress: SetupProgress): Promise<JupyterLab> {
  const { python, folder } = await ensurePythonEnvironment('jupyter', requirements, progress);
  return { argv: [python, '-m', 'jupyterlab'], origin: `JupyterLab in ${folder}` };
}
