/** Files beside a TypeScript program: bound and checked by its type checker without being part of it.
 *
 *  TypeScript answers any change of a file with a new program and a new type checker, which cost 10 ms and 10 MB even
 *  when nearly all is reused, and start with cold code. But a cell is a module that nothing in the program imports: an
 *  existing checker can check it, if the program finds the file and what the file imports. So the program's two
 *  functions that look for them look here, too.
 *
 *  What TypeScript's types do not show of this is named below and nowhere else; `typescript` is pinned in package.json,
 *  and test/kernel/language/looseFiles.test.ts holds the outcome against programs that are made whole. */
import ts = require('typescript');

export interface LooseHost {
  /** The text of a file that no program has; undefined if there is none of that name. */
  textOf(file: string): string | undefined;
  resolve(specifier: string, from: string): ts.ResolvedModuleWithFailedLookupLocations;
}

interface Binder {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
}

interface FindingProgram {
  getSourceFile(name: string): ts.SourceFile | undefined;
  getResolvedModule(
    file: ts.SourceFile,
    specifier: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

/** What a program adds to the files that it takes in. */
interface TakenFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  version: string;
  imports: readonly ts.StringLiteralLike[];
  moduleAugmentations: readonly ts.StringLiteralLike[];
  ambientModuleNames: readonly string[];
}

// The module has it; its types do not.
const { bindSourceFile } = ts as unknown as Binder;

export class LooseFiles {
  readonly #host: LooseHost;
  readonly #files = new Map<string, ts.SourceFile>();
  #options: ts.CompilerOptions = {};

  constructor(host: LooseHost) {
    this.#host = host;
  }

  /** Lets a program find the files; to be called once for each. */
  admitTo(program: ts.Program): void {
    this.#options = program.getCompilerOptions();
    // The checker asks the program by these two for whatever an import means.
    const finding = program as unknown as FindingProgram;
    const { getSourceFile, getResolvedModule } = finding;
    finding.getSourceFile = (name) => getSourceFile(name) ?? this.#find(name);
    finding.getResolvedModule = (file, specifier, mode) =>
      this.#files.get(file.fileName) === file
        ? this.#host.resolve(specifier, file.fileName)
        : getResolvedModule(file, specifier, mode);
  }

  /** Makes a file of the text, replacing one of the same name. */
  add(name: string, text: string): ts.SourceFile {
    const file = ts.createSourceFile(
      name,
      text,
      { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseAll },
      true,
    );
    const taken: TakenFile = {
      path: name,
      resolvedPath: name,
      originalFileName: name,
      version: '1',
      imports: [],
      moduleAugmentations: [],
      ambientModuleNames: [],
    };
    Object.assign(file, taken);
    bindSourceFile(file, this.#options);
    this.#files.set(name, file);
    return file;
  }

  remove(name: string): void {
    this.#files.delete(name);
  }

  #find(name: string): ts.SourceFile | undefined {
    const known = this.#files.get(name);
    if (known) return known;
    const text = this.#host.textOf(name);
    return text === undefined ? undefined : this.add(name, text);
  }
}
