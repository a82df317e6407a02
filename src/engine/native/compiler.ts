/** The C++ compiler that builds addons, and how it is called. */
import { EngineError } from '../../errors.js';
import { runProcess } from './runProcess.js';

/** Flags that every addon is compiled with. */
export const compilerFlags = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'];
const macFlags = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];

/** What one addon is made of. */
export interface AddonParts {
  sources: readonly string[];
  /** Folders of headers. */
  include: readonly string[];
  /** Libraries and what else the linker takes. */
  link: readonly string[];
  /** The file to write. */
  output: string;
}

/** @throws {EngineError} with the compiler's messages */
export async function compileAddon(compiler: string, parts: AddonParts): Promise<void> {
  const { sources, include, link, output } = parts;
  const headers = include.map((folder) => `-I${folder}`);
  const args = [...compilerFlags, ...macFlags, ...headers, ...sources, ...link, '-o', output];
  const result = await runProcess(compiler, args);
  if (result.code === 0) return;
  throw new EngineError(
    `The engine’s addon did not compile (${compiler}, exit ${result.code}):\n${result.output.trimEnd()}`,
  );
}

/** @throws {EngineError} if there is none */
export async function findCompiler(): Promise<string> {
  const candidates = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(
    (name) => name !== undefined && name !== '',
  );
  for (const compiler of candidates as string[]) {
    const { code } = await runProcess(compiler, ['--version'], { timeoutMs: 30_000 });
    if (code === 0) return compiler;
  }
  const remedy = process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++';
  throw new EngineError(
    `A C++ compiler is needed to build the engine’s addon, and none was found. Install one: ${remedy}`,
  );
}
