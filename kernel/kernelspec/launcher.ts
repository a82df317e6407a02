/** What kernel.json starts: `node launcher.js KERNEL_ENTRY CONNECTION_FILE`. It lies beside kernel.json, so that it is
 *  there when cuaderno is not, and then says so in the notebook.
 *
 *  This file is copied beside kernel.json and must run in any Node from 12 on: no newer syntax. */
// biome-ignore lint/style/useNodejsImportProtocol: the protocol is unknown to the old Nodes that this has to tell of.
import { pathToFileURL } from 'url';
import { explainBroken, isTooOld } from './brokenInstallation.js';
import { explainInNotebook } from './explainingKernel.js';

const [entry, connectionFile] = process.argv.slice(2) as [string, string];

const started: Promise<unknown> = isTooOld(process.versions.node)
  ? Promise.reject(new Error('too old'))
  : startKernel();

started.catch((error: unknown) => {
  const explanation = explainBroken(entry, error);
  // For those who look into the log of their Jupyter.
  process.stderr.write(`cuaderno: ${[explanation.problem, ...explanation.lines].join('\n')}\n`);
  return explainInNotebook(connectionFile, explanation).catch((unheard: unknown) => {
    process.stderr.write(`cuaderno: ${String(unheard)}\n`);
    process.exit(1);
  });
});

/** Rejects if the kernel cannot serve. */
function startKernel(): Promise<unknown> {
  // The kernel finds its arguments where it would if it had been started itself.
  process.argv.splice(1, 2, entry);
  return import(pathToFileURL(entry).href);
}
