/** Module hooks for the user's own files (`import { x } from './lib.ts'`), in Node's hooks thread: TypeScript is
 *  compiled as it is loaded, and what such a file imports of the engine comes from the kernel's installation. */
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

import ts = require('typescript');

import { alwaysFromTheKernel } from './moduleLoader.js';

const typeScript = /\.m?ts$/;
const guessed = ['.ts', '.mts', '/index.ts'];

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (alwaysFromTheKernel.test(specifier)) return next(specifier, { ...context, parentURL: import.meta.url });
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith('.')) throw error;
    // TypeScript's own habit: the file that is imported as ./lib or ./lib.js may be ./lib.ts.
    const stem = specifier.replace(/\.m?js$/, '');
    for (const ending of guessed) {
      try {
        return await next(stem + ending, context);
      } catch {
        // The next ending, or else the error about what was written.
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'file:' || !typeScript.test(pathname)) return next(url, context);
  const file = fileURLToPath(new URL(pathname, 'file:'));
  const { outputText } = ts.transpileModule(await readFile(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
      rewriteRelativeImportExtensions: false,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
};
