/** What TypeScript knows of a notebook: one program of the libraries that its cells import, and the cells beside it.
 *
 *  A cell is a loose file (looseFiles.ts) that the program's type checker checks. A cell that has run becomes a
 *  declaration file, which later cells import name by name, only where they mention it. A new program is made when a
 *  cell imports what the program lacks, when one of the user's own files has changed, and now and then to let go of
 *  what the checker remembers: the cost of a check does not grow with the notebook. */
import { isBuiltin } from 'node:module';
import path from 'node:path';

import ts = require('typescript');

import { cellGlobals } from './cellGlobals.js';
import { asksForTypes, cellSettings } from './compilerOptions.js';
import { LooseFiles } from './looseFiles.js';
import { ModuleResolution } from './moduleResolution.js';
import { NotebookFiles } from './notebookFiles.js';

/** A checker remembers something of each file that it has checked. */
const cellsOfAChecker = 250;
const cellModule = /^\.\/\.cuaderno-cell-\d+$/;

/** A cell as a file that its program can be asked about. */
export interface ShownCell {
  program: ts.Program;
  file: ts.SourceFile;
  /** The specifier by which later cells will import what it declares. */
  module: string;
}

export class NotebookProject {
  readonly service: ts.LanguageService;
  readonly #folder: string;
  readonly #files: NotebookFiles;
  readonly #resolution: ModuleResolution;
  readonly #loose: LooseFiles;
  /** What cells import and the program has. */
  readonly #imported = new Set<string>();
  readonly #importsFile: string;
  readonly #lenient: boolean;
  #program: ts.Program | undefined;
  #serial = 0;
  #cellsOfChecker = 0;
  #shown: ShownCell | undefined;

  /** @param folder the notebook's own */
  constructor(folder: string) {
    this.#folder = folder;
    const { options, declarations, lenient } = cellSettings(folder);
    this.#lenient = lenient;
    this.#importsFile = path.join(folder, '.cuaderno-imports.ts');
    this.#files = new NotebookFiles();
    const globalsFile = path.join(folder, '.cuaderno-globals.d.ts');
    this.#files.set(globalsFile, cellGlobals);
    for (const root of [globalsFile, this.#importsFile, ...declarations]) this.#files.addRoot(root);
    this.#writeImports();
    this.#resolution = new ModuleResolution(folder, options, this.#files);
    this.#loose = new LooseFiles({
      textOf: (file) => this.#files.textOf(file),
      resolve: (specifier, from) => this.#resolve(specifier, from),
    });
    this.service = ts.createLanguageService(this.#host(options), ts.createDocumentRegistry(true, folder));
  }

  /** Takes in libraries that cells may import, so that the first that does need not wait for their types. */
  preload(specifiers: readonly string[]): void {
    for (const specifier of specifiers) this.#require(specifier);
    this.#upToDate().getTypeChecker();
  }

  /**
   * Makes a cell's text a file, in the place of the one that was shown before.
   * @param specifiers what the cell imports
   */
  show(text: string, specifiers: Iterable<string>): ShownCell {
    this.#hide();
    for (const specifier of specifiers) this.#require(specifier);
    const module = `./.cuaderno-cell-${++this.#serial}`;
    const name = `${path.join(this.#folder, module)}.ts`;
    let program = this.#upToDate();
    let file = this.#loose.add(name, text);
    if (reachesOutside(file)) {
      this.#loose.remove(name);
      this.#files.set(name, text);
      this.#files.addRoot(name);
      program = this.#upToDate();
      file = program.getSourceFile(name)!;
    }
    this.#cellsOfChecker++;
    this.#shown = { program, file, module };
    return this.#shown;
  }

  /** Whether a cell is still shown, beside the files as they are now. */
  isShown(cell: ShownCell): boolean {
    return cell === this.#shown && cell.program === this.#upToDate();
  }

  /** What is wrong with the types of a cell. */
  errorsOf({ program, file }: ShownCell): ts.Diagnostic[] {
    return program
      .getSemanticDiagnostics(file)
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .filter((diagnostic) => !this.#lenient || !asksForTypes(diagnostic));
  }

  /** Whether a cell says something of the world outside it. */
  reachesOutside({ file }: ShownCell): boolean {
    return this.#files.isRoot(file.fileName);
  }

  /** Keeps what the shown cell declares: as TypeScript writes it down, or else the text that is given. */
  declare({ program, file, module }: ShownCell, otherwise: string): void {
    const text = declarationsOf(program, file) ?? otherwise;
    const root = this.#files.isRoot(file.fileName);
    this.#hide();
    const name = this.#declarationFile(module);
    this.#files.set(name, text);
    if (root) this.#files.addRoot(name);
    if (this.#cellsOfChecker >= cellsOfAChecker) this.#renew();
  }

  /** The same for text of one's own; returns the module's specifier. */
  declareText(text: string): string {
    const module = `./.cuaderno-cell-${++this.#serial}`;
    this.#files.set(this.#declarationFile(module), text);
    return module;
  }

  /** Forgets the declarations of all cells. */
  forget(): void {
    this.#hide();
    for (const file of this.#files.virtualNames()) {
      if (!cellModule.test(`./${path.basename(file, '.d.ts')}`)) continue;
      this.#files.delete(file);
      this.#loose.remove(file);
    }
  }

  #hide(): void {
    if (!this.#shown) return;
    const { fileName } = this.#shown.file;
    this.#loose.remove(fileName);
    this.#files.delete(fileName);
    this.#shown = undefined;
  }

  #declarationFile(module: string): string {
    return `${path.join(this.#folder, module)}.d.ts`;
  }

  /** Sees to it that the program has what a cell imports. */
  #require(specifier: string): void {
    if (this.#imported.has(specifier) || isBuiltin(specifier) || cellModule.test(specifier)) return;
    const file = this.#resolve(specifier, this.#importsFile).resolvedModule?.resolvedFileName;
    if (file === undefined || this.#program?.getSourceFile(file)) return;
    this.#imported.add(specifier);
    this.#writeImports();
  }

  #resolve(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations {
    if (!cellModule.test(specifier)) return this.#resolution.resolve(specifier, from);
    const resolvedFileName = this.#declarationFile(specifier);
    return {
      resolvedModule: { resolvedFileName, extension: ts.Extension.Dts, isExternalLibraryImport: false },
    };
  }

  #writeImports(): void {
    const lines = [...this.#imported].map((specifier) => `import ${JSON.stringify(specifier)};`);
    this.#files.set(this.#importsFile, [...lines, 'export {};'].join('\n'));
  }

  #upToDate(): ts.Program {
    const program = this.service.getProgram()!;
    if (program !== this.#program) {
      this.#loose.admitTo(program);
      this.#program = program;
      this.#cellsOfChecker = 0;
    }
    return program;
  }

  /** A checker remembers something of all that it has checked; a new one does not. */
  #renew(): void {
    this.#writeImports();
    this.#upToDate().getTypeChecker();
  }

  #host(
    options: ts.CompilerOptions,
  ): ts.LanguageServiceHost & { getModuleResolutionCache(): ts.ModuleResolutionCache } {
    const { sys } = ts;
    const files = this.#files;
    return {
      getCompilationSettings: () => options,
      // Without it TypeScript looks at every file of the program for each cell.
      getProjectVersion: () => files.version(),
      getScriptFileNames: () => files.roots,
      getScriptVersion: (file) => files.versionOf(file),
      getScriptSnapshot: (file) => files.snapshotOf(file),
      getCurrentDirectory: () => this.#folder,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: files.fileExists,
      readFile: files.readFile,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      readDirectory: sys.readDirectory,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      // Without it TypeScript reads the package.json above every file anew for each program.
      getModuleResolutionCache: () => this.#resolution.cache,
      resolveModuleNameLiterals: (literals, from) => literals.map(({ text }) => this.#resolve(text, from)),
    };
  }
}

/** Whether the file says something of the world outside it, which a checker learns at its start only. */
function reachesOutside(file: ts.SourceFile): boolean {
  return (
    file.referencedFiles.length + file.typeReferenceDirectives.length + file.libReferenceDirectives.length >
      0 ||
    file.statements.some(
      (statement) => ts.isModuleDeclaration(statement) && !ts.isIdentifier(statement.name),
    ) ||
    file.statements.some((statement) => (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  );
}

/** `emit` writes declarations in spite of errors if it is told so by an argument that its type does not show. */
interface ForcedEmit {
  emit(
    file: ts.SourceFile,
    write: ts.WriteFileCallback,
    cancellation: undefined,
    onlyDeclarations: true,
    transformers: undefined,
    force: true,
  ): void;
}

function declarationsOf(program: ts.Program, file: ts.SourceFile): string | undefined {
  let text: string | undefined;
  const write: ts.WriteFileCallback = (name, written) => {
    if (name.endsWith('.d.ts')) text = written;
  };
  (program as unknown as ForcedEmit).emit(file, write, undefined, true, undefined, true);
  return text;
}
