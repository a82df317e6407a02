/** Which file an import means to the type checker, by the rules by which the session finds what runs
 *  (kernel/session/moduleLoader.ts). */
import path from 'node:path';

import ts = require('typescript');

import { alwaysFromTheKernel } from '../session/moduleLoader.js';
import { installation } from './compilerOptions.js';

const kernelAnchor = path.join(installation, 'kernel.ts');

/** The files of the disk and of the notebook, as one. */
export type Files = Pick<ts.ModuleResolutionHost, 'fileExists' | 'readFile'>;

export class ModuleResolution {
  /** TypeScript's own, for what packages import of each other. */
  readonly cache: ts.ModuleResolutionCache;
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.ModuleResolutionHost;
  readonly #kernelCache: ts.ModuleResolutionCache;
  /** Packages that the notebook's own files import, by folder and specifier. */
  readonly #packages = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();

  constructor(folder: string, options: ts.CompilerOptions, files: Files) {
    const { sys } = ts;
    this.#options = options;
    this.#host = {
      ...files,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
    };
    this.cache = ts.createModuleResolutionCache(folder, (file) => file, options);
    this.#kernelCache = ts.createModuleResolutionCache(installation, (file) => file, options);
  }

  /** @param from the file that imports */
  resolve(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations {
    const own = !from.includes('/node_modules/') && !from.startsWith(path.join(installation, 'dist'));
    if (!own) return this.#resolveFrom(specifier, from, this.cache);
    // What a cell did not find it may have installed since; what it found stays.
    const key = `${path.dirname(from)}\0${specifier}`;
    const known = this.#packages.get(key);
    if (known) return known;
    const fromKernel = () => this.#resolveFrom(specifier, kernelAnchor, this.#kernelCache);
    if (alwaysFromTheKernel.test(specifier)) return this.#remember(key, fromKernel());
    const found = this.#resolveFrom(specifier, from);
    if (specifier.startsWith('.')) return found;
    return this.#remember(key, found.resolvedModule ? found : fromKernel());
  }

  #resolveFrom(
    specifier: string,
    from: string,
    cache?: ts.ModuleResolutionCache,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    return ts.resolveModuleName(specifier, from, this.#options, this.#host, cache);
  }

  #remember(
    key: string,
    found: ts.ResolvedModuleWithFailedLookupLocations,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    const file = found.resolvedModule?.resolvedFileName;
    if (file?.includes('/node_modules/') || file?.startsWith(installation)) {
      this.#packages.set(key, found);
    }
    return found;
  }
}
