/** The Python programs that the tests drive, in an environment of their own under the cache, made once: Jupyter's own
 *  clients, JupyterLab and Notebook 7, with the extension that draws Plotly figures. */
import { ensurePythonEnvironment, type PythonEnvironment } from '../kernel/lab/pythonEnvironment.js';

/** Pinned, so that a test fails only when we break something. */
const requirements = [
  'jupyter_client==8.10.0',
  'jupyter_kernel_test==0.7.0',
  'jupyterlab==4.6.6',
  'notebook==7.6.5',
  'nbclient==0.11.0',
  'nbconvert==7.17.2',
  'papermill==2.7.0',
  'jupyter-console==6.6.3',
  'plotly==7.1.0',
];

/** The first test that needs it installs it. */
export const preparationMs = 580_000;

export function pythonUnderTest(): Promise<PythonEnvironment> {
  return ensurePythonEnvironment('test-python', requirements, { step() {}, advance() {} });
}

/** What is missing on this machine, in words; undefined if nothing is. */
export async function missingPython(): Promise<string | undefined> {
  return pythonUnderTest().then(
    () => undefined,
    (error: Error) => error.message.split('\n')[0],
  );
}
