/** What compiled cells call: one hidden global, `__cuaderno`, and the globals that a notebook is promised. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeValue } from '../display/describeValue.js';
import type { Comms } from './comms.js';
import type { ModuleLoader, Namespace } from './moduleLoader.js';
import type { Stopwatch } from './stopwatch.js';

/** The interface between compiled cells (kernel/language/compileCell.ts) and the session. */
interface CellHooks {
  /** A static import: the module, which must have the names. */
  load(specifier: string, names: readonly string[]): Promise<Namespace>;
  /** A dynamic import. */
  import(specifier: unknown): Promise<Namespace>;
  /** The value of the cell's last expression. */
  result(value: unknown): void;
  /** The value of any other expression; true if it is shown and `settled` is to be awaited. */
  shown(value: unknown): boolean;
  settled(): Promise<void>;
  /** The value of a name that the cell declares anew; undefined if it had none. */
  before(read: () => unknown): unknown;
  /** A magic line, `%cd folder` or `!command`. */
  magic(line: string, names?: readonly string[]): Promise<void>;
  /** Starts a stopwatch; `timed` stops the latest and prints it. */
  time(): void;
  timed(): void;
  /** A value in a few words, for the inspection of a name (protocol/runtimeValues.ts). */
  describe(value: unknown): string | undefined;
  /** `import.meta` of the notebook. */
  readonly meta: object;
}

export interface HookTargets {
  folder: string;
  loader: ModuleLoader;
  setResult(value: unknown): void;
  show(value: unknown): boolean;
  settled(): Promise<void>;
  ask(prompt: string, password: boolean): Promise<string>;
  askNow(prompt: string): string;
  display(value: unknown): Promise<void>;
  clearOutput(wait: boolean): void;
  magic(line: string, names: readonly string[]): Promise<void>;
  stopwatch: Stopwatch;
  comms: Comms;
}

export function installCellHooks(targets: HookTargets): void {
  const { folder, loader, setResult, show, settled, ask, askNow, magic, stopwatch, comms } = targets;
  const { display, clearOutput } = targets;
  // A notebook's console has no screen of its own to clear.
  console.clear = () => clearOutput(false);
  const filename = path.join(folder, 'notebook.ts');
  const hooks: CellHooks = {
    load: (specifier, names) => loader.import(specifier, names),
    import: async (specifier) => loader.import(String(specifier)),
    result: setResult,
    shown: show,
    settled,
    before: (read) => {
      try {
        return read();
      } catch {
        return undefined;
      }
    },
    magic: (line, names = []) => magic(line, names),
    time: () => stopwatch.start(),
    timed: () => void process.stdout.write(stopwatch.stop()),
    describe: describeValue,
    meta: {
      url: pathToFileURL(filename).href,
      filename,
      dirname: folder,
      resolve: (specifier: string) => loader.resolve(specifier),
    },
  };
  const globals: Record<string, unknown> = {
    __cuaderno: Object.freeze(hooks),
    require: loader.createRequire(),
    __filename: filename,
    __dirname: folder,
    input: (prompt = '', options: { password?: boolean } = {}) =>
      ask(String(prompt), options.password ?? false),
    prompt: (message = '', preset = '') => askNow(String(message)) || String(preset),
    display,
    clearOutput: (wait = false) => clearOutput(wait === true),
    comms,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, {
      value,
      configurable: true,
      enumerable: false,
      writable: name !== '__cuaderno',
    });
  }
}
