/** How the runner starts a kernel: by the file that the kernelspec starts, in the Node that runs the runner. */
import { fileURLToPath } from 'node:url';

/** The command line, with Jupyter's place for the connection file. */
export function kernelCommand(): string[] {
  const entry = fileURLToPath(new URL('../kernelspec/kernelEntry.js', import.meta.url));
  return [process.execPath, entry, '{connection_file}'];
}
