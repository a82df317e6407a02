/** TypeScript as V8 has compiled it before: nine megabytes of JavaScript cost each kernel a quarter of a second and more,
 *  a file of their bytecode a tenth of it. The file lies in the cache folder, named after all that it depends on. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { cacheFolder } from '../../src/engine/cacheFolder.js';

export interface CompiledTypescript {
  /** Whether there was bytecode that V8 could use. */
  fromCache: boolean;
  /** Writes down what V8 has compiled by now, if there was nothing to be used. Fails in silence: it only saves time. */
  keep(): void;
}

/** What `Module.wrap` makes of a file: the function that is the module. */
type ModuleFunction = (
  exports: unknown,
  require: NodeJS.Require,
  module: Module,
  file: string,
  folder: string,
) => void;

const digestBytes = 32;
const require = createRequire(import.meta.url);

/** To be called before anything requires `typescript`: whoever does finds it loaded. */
export function loadTypescript(): CompiledTypescript {
  const file = require.resolve('typescript');
  const { version } = require('typescript/package.json') as { version: string };
  const bytecode = path.join(
    cacheFolder(),
    'bytecode',
    `typescript-${version}-v8-${process.versions.v8}-${process.arch}`,
  );
  const cachedData = readBytecode(bytecode);
  const source = Module.wrap(readFileSync(file, 'utf8'));
  const script = new vm.Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
  const module = new Module(file);
  module.filename = file;
  module.paths = require.resolve.paths('typescript') ?? [];
  const run = script.runInThisContext() as ModuleFunction;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  module.loaded = true;
  require.cache[file] = module;
  const fromCache = cachedData !== undefined && script.cachedDataRejected === false;
  return {
    fromCache,
    keep() {
      if (!fromCache) writeBytecode(bytecode, script.createCachedData());
    },
  };
}

/** Undefined if there is none, or not what was written. V8 itself sees whether it is of its own version and flags. */
function readBytecode(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(digestBytes);
    return digestOf(data).equals(bytes.subarray(0, digestBytes)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function writeBytecode(file: string, data: Buffer): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, Buffer.concat([digestOf(data), data]));
    renameSync(draft, file);
  } catch {
    // A cache folder that cannot be written to: the next kernel compiles, too.
  }
}

function digestOf(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}
