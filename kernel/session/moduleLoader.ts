/** Imports for cells: which file a specifier means to a notebook anywhere on disk, and what the cell gets of it.
 *
 *  `cuaderno` and everything of `@tensorflow` always come from the kernel's own installation, so that there is one
 *  engine; anything else from the notebook's folder first, then from the kernel's installation. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire, isBuiltin, Module, register } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';

export type Namespace = Record<string, unknown>;

/** Packages that the kernel's installation always supplies. */
export const alwaysFromTheKernel = /^(cuaderno|@tensorflow\/[^/]+)(\/|$)/;

/** The kernel's own, `cuaderno` among them. */
const builtFiles = new URL('../../', import.meta.url).href;
const engineFile = new URL('../../src/engine/index.js', import.meta.url).href;
const conditions = new Set(['node', 'import']);
const guessedEndings = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

export class ModuleLoader {
  readonly #folder: string;
  readonly #notebook: URL;
  /** Called with a module before the cell gets it, by its specifier. */
  readonly #onLoad: (specifier: string, namespace: Namespace) => void;

  constructor(folder: string, onLoad: (specifier: string, namespace: Namespace) => void = () => {}) {
    this.#folder = folder;
    this.#notebook = pathToFileURL(path.join(folder, 'notebook.mjs'));
    this.#onLoad = onLoad;
  }

  /**
   * The module's exports.
   * @param names those that the cell wants; a missing one is an error, as in any ES module
   * @throws {SyntaxError} if a name is missing; Node's own errors if the module is not found or throws
   */
  async import(specifier: string, names: readonly string[] = []): Promise<Namespace> {
    if (alwaysFromTheKernel.test(specifier)) await import(engineFile);
    const url = this.resolve(specifier);
    const namespace = url.endsWith('.json')
      ? await readJson(url)
      : interoperable(await import(await fresh(url)), names);
    this.#onLoad(specifier, namespace);
    for (const name of names) {
      if (!(name in namespace)) {
        throw new SyntaxError(`The module '${specifier}' does not provide an export named '${name}'`);
      }
    }
    return namespace;
  }

  /** The URL of the file that a specifier means, or `node:…`. Throws Node's resolution errors. */
  resolve(specifier: string): string {
    if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
    if (alwaysFromTheKernel.test(specifier)) return import.meta.resolve(specifier);
    if (/^(\.{0,2}\/|file:)/.test(specifier)) return this.#resolvePath(specifier);
    try {
      return moduleResolve(specifier, this.#notebook, conditions).href;
    } catch (error) {
      try {
        return import.meta.resolve(specifier);
      } catch {
        throw error;
      }
    }
  }

  /** CommonJS's `require`, by the same rules. */
  createRequire(): NodeJS.Require {
    resolveFromTheKernel();
    return createRequire(this.#notebook);
  }

  #resolvePath(specifier: string): string {
    const file = specifier.startsWith('file:')
      ? fileURLToPath(specifier)
      : path.resolve(this.#folder, specifier);
    const found = [file, ...guessedEndings.map((ending) => file + ending)].find(
      (candidate) => existsSync(candidate) && path.extname(candidate) !== '',
    );
    if (found) return pathToFileURL(found).href;
    throw Object.assign(new Error(`Cannot find module '${specifier}' from ${this.#folder}`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
  }
}

/** A CommonJS module that was compiled from ES modules is given as the ES module it was, as its types describe it. */
function interoperable(namespace: Namespace, names: readonly string[]): Namespace {
  const exports = namespace.default;
  if (typeof exports !== 'object' || exports === null || !('__esModule' in exports)) return namespace;
  const lacksDefault = names.includes('default') && !('default' in exports);
  return lacksDefault ? { ...exports, default: exports } : (exports as Namespace);
}

async function readJson(url: string): Promise<Namespace> {
  const value: unknown = JSON.parse(await readFile(fileURLToPath(url), 'utf8'));
  return typeof value === 'object' && value !== null ? { ...value, default: value } : { default: value };
}

/** A file of the user's own is read again when it has changed. */
async function fresh(url: string): Promise<string> {
  if (!url.startsWith('file:') || url.includes('/node_modules/') || url.startsWith(builtFiles)) return url;
  compileUserModules();
  const { mtimeMs } = await stat(fileURLToPath(url));
  const known = firstSeen.get(url);
  if (known === undefined) firstSeen.set(url, mtimeMs);
  return known === undefined || known === mtimeMs ? url : `${url}?changed=${mtimeMs}`;
}
const firstSeen = new Map<string, number>();

let compiling = false;

/** Once there is a file of the user's own: its TypeScript is compiled, its engine is the kernel's. */
function compileUserModules(): void {
  if (compiling) return;
  compiling = true;
  register('./userModuleHooks.js', import.meta.url);
}

interface ResolvingModule {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}
let resolving = false;

/** Makes every `require` of the process, packages' own included, take the kernel's engine. */
function resolveFromTheKernel(): void {
  if (resolving) return;
  resolving = true;
  // Node documents no hook for `require` before version 22; this one is what every loader relies on.
  const loader = Module as unknown as ResolvingModule;
  const original = loader._resolveFilename;
  const kernelRequire = createRequire(import.meta.url);
  loader._resolveFilename = function (request, ...rest) {
    if (alwaysFromTheKernel.test(request) && request !== 'cuaderno') {
      return original.call(this, request, {
        id: fileURLToPath(import.meta.url),
        filename: fileURLToPath(import.meta.url),
        paths: kernelRequire.resolve.paths(request) ?? [],
      });
    }
    return original.call(this, request, ...rest);
  };
}
