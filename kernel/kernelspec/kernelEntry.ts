/** The file that a kernelspec starts: `node kernelEntry.js CONNECTION_FILE`. Free of the command line's parts, so that
 *  a kernel is ready sooner. */
import { startKernel } from '../protocol/startKernel.js';

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  process.stderr.write(
    'kernelEntry: expected the path of a connection file. Jupyter passes it; see cuaderno install.\n',
  );
  process.exit(2);
}
await startKernel(connectionFile);
