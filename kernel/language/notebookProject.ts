/** The TypeScript program of a notebook: the cell at hand, and what earlier cells declared as `.d.ts` modules.
 *
 *  The cell is one file that changes; a cell that has run becomes a declaration file of its own, which later cells
 *  import name by name, only where they mention it: the cost of a check does not grow with the notebook. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { alwaysFromTheKernel } from '../session/moduleLoader.js';

const installation = path.resolve(fileURLToPath(new URL('../../..', import.meta.url)));
const kernelAnchor = path.join(installation, 'kernel.ts');

/** Strict where it finds a student's mistake, silent where it would only ask for ceremony. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.decorators.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ['node'],
  types: ['node'],
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  allowJs: true,
  maxNodeModuleJsDepth: 0,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  noErrorTruncation: false,
};

/** What the session defines for every cell (kernel/session/cellHooks.ts). */
const globals = `
/** Asks the reader of the notebook a question and waits for the answer. */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
/** Asks the reader of the notebook a question and stands still until the answer comes, as in a browser. */
declare function prompt(message?: string, defaultAnswer?: string): string;
/** Shows a value as the cell's last expression is shown: tensors, models, histories, figures, anything. */
declare function display(value: unknown): Promise<void>;
/** Takes away what the cell has put out so far; with \`wait\`, only when the next output comes. */
declare function clearOutput(wait?: boolean): void;

interface CommOptions { metadata?: Record<string, unknown>; buffers?: readonly Uint8Array[] }
/** A conversation with the page around the notebook. */
interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: unknown, options?: CommOptions): void;
  /** Called with every message that comes; the latest handler alone. */
  onMessage(handler: (data: any, buffers: readonly Uint8Array[]) => unknown): void;
  /** Called when the other side closes it. */
  onClose(handler: (data: any, buffers: readonly Uint8Array[]) => unknown): void;
  close(data?: unknown, options?: CommOptions): void;
}
/** Named conversations with the page around the notebook (Jupyter's comms). */
declare const comms: {
  /** Calls the handler for each comm that the page opens under this name. */
  register(target: string, opened: (comm: Comm, data: any, buffers: readonly Uint8Array[]) => unknown): void;
  unregister(target: string): void;
  /** Opens a comm with what the page has registered under this name. */
  open(target: string, data?: unknown, options?: CommOptions): Comm;
};
`;

export class NotebookProject {
  readonly cellFile: string;
  readonly service: ts.LanguageService;
  readonly #globalsFile: string;
  readonly #folder: string;
  readonly #virtual = new Map<string, { text: string; version: number }>();
  readonly #disk = new Map<string, { snapshot: ts.IScriptSnapshot | undefined; version: string }>();

  /** @param folder the notebook's own */
  constructor(folder: string) {
    this.#folder = folder;
    this.cellFile = path.join(folder, '.cuaderno-cell.ts');
    this.#globalsFile = path.join(folder, '.cuaderno-globals.d.ts');
    this.#set(this.#globalsFile, globals);
    this.setCell('');
    this.service = ts.createLanguageService(this.#host(), ts.createDocumentRegistry(true, folder));
  }

  /** Replaces the text of the cell at hand. */
  setCell(text: string): void {
    this.#set(this.cellFile, text);
  }

  /** The module specifier by which a cell's declarations are imported. */
  moduleOf(serial: number): string {
    return `./.cuaderno-cell-${serial}`;
  }

  /** Keeps what a cell declared, as the text of a declaration file. */
  addDeclarations(serial: number, text: string): void {
    this.#set(path.join(this.#folder, `.cuaderno-cell-${serial}.d.ts`), text);
  }

  /** Forgets the declarations of all cells. */
  forgetDeclarations(): void {
    for (const file of this.#virtual.keys()) {
      if (file !== this.cellFile && file !== this.#globalsFile) this.#virtual.delete(file);
    }
  }

  /** The cell's declaration file as TypeScript writes it; undefined if it cannot. */
  emitDeclarations(): string | undefined {
    const { outputFiles } = this.service.getEmitOutput(this.cellFile, true, true);
    return outputFiles.find(({ name }) => name.endsWith('.d.ts'))?.text;
  }

  program(): ts.Program {
    return this.service.getProgram()!;
  }

  #set(file: string, text: string): void {
    this.#virtual.set(file, { text, version: (this.#virtual.get(file)?.version ?? 0) + 1 });
  }

  #host(): ts.LanguageServiceHost & { getModuleResolutionCache(): ts.ModuleResolutionCache } {
    const settings = { ...options, typeRoots: typeRoots() };
    const { sys } = ts;
    const fileExists = (file: string) => this.#virtual.has(file) || sys.fileExists(file);
    const readFile = (file: string) => this.#virtual.get(file)?.text ?? sys.readFile(file);
    const resolution: ts.ModuleResolutionHost = {
      fileExists,
      readFile,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
    };
    const cache = ts.createModuleResolutionCache(this.#folder, (file) => file, settings);
    const kernelCache = ts.createModuleResolutionCache(installation, (file) => file, settings);
    const resolve = (specifier: string, from: string) => {
      const fromKernel = () =>
        ts.resolveModuleName(specifier, kernelAnchor, settings, resolution, kernelCache);
      const own = !from.includes('/node_modules/') && !from.startsWith(path.join(installation, 'dist'));
      if (own && alwaysFromTheKernel.test(specifier)) return fromKernel();
      // What a cell did not find it may have installed since.
      const found = ts.resolveModuleName(specifier, from, settings, resolution, own ? undefined : cache);
      return found.resolvedModule || !own || specifier.startsWith('.') ? found : fromKernel();
    };
    return {
      getCompilationSettings: () => settings,
      getScriptFileNames: () => [this.#globalsFile, this.cellFile],
      getScriptVersion: (file) => this.#virtual.get(file)?.version.toString() ?? this.#onDisk(file).version,
      getScriptSnapshot: (file) => {
        const virtual = this.#virtual.get(file);
        return virtual ? ts.ScriptSnapshot.fromString(virtual.text) : this.#onDisk(file).snapshot;
      },
      getCurrentDirectory: () => this.#folder,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists,
      readFile,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      readDirectory: sys.readDirectory,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      // Without it TypeScript reads the package.json above every file anew for each cell.
      getModuleResolutionCache: () => cache,
      resolveModuleNameLiterals: (literals, from) => literals.map(({ text }) => resolve(text, from)),
    };
  }

  /** Files of packages are read once; the user's own are looked at again for each cell. */
  #onDisk(file: string): { snapshot: ts.IScriptSnapshot | undefined; version: string } {
    const known = this.#disk.get(file);
    const fixed = file.includes('/node_modules/') || file.startsWith(installation);
    if (known && fixed) return known;
    const version = fixed ? '1' : String(ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);
    if (known?.version === version) return known;
    const text = ts.sys.readFile(file);
    const read = { snapshot: text === undefined ? undefined : ts.ScriptSnapshot.fromString(text), version };
    this.#disk.set(file, read);
    return read;
  }
}

/** Where the kernel's own installation keeps `@types/node`. */
function typeRoots(): string[] {
  try {
    const manifest = createRequire(import.meta.url).resolve('@types/node/package.json');
    return [path.dirname(path.dirname(manifest))];
  } catch {
    return [];
  }
}
