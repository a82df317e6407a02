/** Why the kernel could not start, in words, with the command that mends it.
 *
 *  This file is copied beside kernel.json and must run in any Node from 12 on: no newer syntax. */
// biome-ignore-start lint/style/useNodejsImportProtocol: the protocol is unknown to the old Nodes that this has to tell of.
import { existsSync } from 'fs';
import { dirname, join } from 'path';
// biome-ignore-end lint/style/useNodejsImportProtocol: as above
import type { Explanation } from './explainingKernel.js';

/** As package.json's `engines` and the README say. */
const oldestNode: readonly [number, number] = [20, 11];

export function isTooOld(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major! < oldestNode[0] || (major === oldestNode[0] && minor! < oldestNode[1]);
}

/**
 * @param entry the kernel's own file, which the kernelspec names
 * @param error what loading it threw; undefined if it was not tried
 */
export function explainBroken(entry: string, error: unknown): Explanation {
  // The entry is ROOT/dist/kernel/kernelspec/kernelEntry.js.
  const root = dirname(dirname(dirname(dirname(entry))));
  if (isTooOld(process.versions.node)) {
    return {
      problem: `This kernel needs Node ${oldestNode.join('.')} or newer, and Jupyter starts it with Node ${process.versions.node}.`,
      lines: [
        `The Node in question is ${process.execPath}.`,
        'Install a newer Node (nodejs.org), then let the kernel be found with it:',
        `  cd "${root}" && npx cuaderno install`,
      ],
    };
  }
  if (!existsSync(root)) {
    return {
      problem: `cuaderno is no longer where it was installed: there is no folder ${root}.`,
      lines: [
        'It was moved, renamed or removed. In the folder where it is now, run:',
        '  npx cuaderno install',
        'If it was removed for good, take the kernel out of the list with "jupyter kernelspec remove".',
      ],
    };
  }
  const remedy = existsSync(join(root, 'scripts', 'setup.mjs'))
    ? `  cd "${root}" && npm run setup`
    : `  cd "${packageFolder(root)}" && npm install && npx cuaderno install`;
  if (!existsSync(entry)) {
    return {
      problem: `cuaderno is not built: there is no file ${entry}.`,
      lines: ['Build it, then restart the kernel:', remedy],
    };
  }
  return {
    problem: `A part of cuaderno is missing or broken: ${firstLine(error)}`,
    lines: ['Install its parts anew, then restart the kernel:', remedy, '', ...details(error)],
  };
}

/** The project that has cuaderno among its node_modules. */
function packageFolder(root: string): string {
  return dirname(root).endsWith('node_modules') ? dirname(dirname(root)) : root;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}

function details(error: unknown): string[] {
  return String(error instanceof Error ? error.stack : error).split('\n');
}
