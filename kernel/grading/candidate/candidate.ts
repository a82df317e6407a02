/** The student's process, inside the sandbox: runs cells and answers requests about what they made. It holds nothing that a
 *  student may not know, and nothing that it says decides a point. Its other end is grade/candidateLink.ts. */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { CellProgram } from '../../session/channel.js';
import { Session } from '../../session/session.js';
import { decodeValue, type Makers } from '../values/decodeValue.js';
import { releaseFiles } from '../values/enclosedFiles.js';
import type { CallbackReply, Encoded, Reply, Request } from '../values/encoded.js';
import { encodeValue, type Registry } from '../values/encodeValue.js';
import { MessageLines } from '../values/messageLines.js';

/** The descriptor that the supervisor handed over. */
const channelDescriptor = 3;

const kept: object[] = [];
const numbers = new WeakMap<object, number>();

const registry: Registry = {
  keep(value) {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, kept.length);
    return kept.push(value) - 1;
  },
  foreign: (value) => theirs.get(value),
  isModel: (value) => engine !== undefined && value instanceof engine.tf.LayersModel,
};
/** Functions of the test's, as they are named over there. */
const theirs = new WeakMap<object, Encoded>();
const theirFunctions = new Map<number, object>();

const makers: Makers = {
  callable: (target) => kept[target],
  instance: (target) => kept[target],
  model: (target) => kept[target],
  callback: (target, name) => functionOfTheTest(target, name),
  tensor: (values, shape, kind) => tensorOf(values, shape, kind),
};

type Engine = typeof import('../../../src/engine/index.js');
let engine: Engine | undefined;

function tensorOf(
  values: Float32Array | Int32Array | Uint8Array,
  shape: number[],
  kind: 'float32' | 'int32' | 'bool',
) {
  if (engine === undefined) throw new TypeError('This notebook has no tensors: it does not import cuaderno.');
  return engine.tf.tensor(values, shape, kind);
}

const channel = new Socket({ fd: channelDescriptor });
const session = new Session({ folder: process.cwd(), post: () => {} });
// The hidden global through which an indirect eval sees what cells have declared.
// biome-ignore lint/security/noGlobalEval: the student's own process, in its sandbox
const evaluate = eval;

const lines = new MessageLines((text) => void answer(JSON.parse(text) as Request));
channel.on('data', (bytes: Buffer) => lines.take(bytes));
channel.on('end', () => process.exit(0));
if (process.env.CUADERNO_PRELOAD === 'engine') engine = await import('../../../src/engine/index.js');
channel.write('{"ready":true}\n');

async function answer(request: Request): Promise<void> {
  let reply: Reply;
  try {
    reply = await replyTo(request);
  } catch (thrown) {
    reply = { id: request.id, thrown: described(thrown) };
  }
  channel.write(`${JSON.stringify(reply)}\n`);
}

async function replyTo(request: Request): Promise<Reply> {
  const { id } = request;
  switch (request.ask) {
    case 'run': {
      const program: CellProgram = { ...request.program, allowInput: false, userExpressions: {} };
      const outcome = await session.run(program);
      if (outcome.status === 'ok') return { id, value: null };
      const { name, message } = outcome.error;
      return { id, thrown: { name, message } };
    }
    case 'read':
      return valueReply(id, evaluate(request.name));
    case 'call': {
      const self = request.self === undefined ? undefined : decodeValue(request.self, makers);
      return valueReply(id, Reflect.apply(callable(request.target), self, decodedList(request.args)));
    }
    case 'construct':
      return valueReply(id, Reflect.construct(callable(request.target), decodedList(request.args)));
    case 'get':
      return valueReply(id, Reflect.get(kept[request.target]!, request.key));
    case 'set':
      Reflect.set(kept[request.target]!, request.key, decodeValue(request.value, makers));
      return { id, value: null };
    case 'own': {
      const target = kept[request.target]!;
      const entries = Object.entries(target).map(([key, value]) => [key, encodeValue(value, registry)]);
      return { id, value: { object: entries as [string, Encoded][] } };
    }
    case 'bytes': {
      const { modelBytes } = await import('../../../src/weights/saveModel.js');
      // Whatever the class says of saving: the method of the library.
      const model = kept[request.target] as Parameters<typeof modelBytes>[0];
      return valueReply(id, await modelBytes(model, 'keras', { includeOptimizer: false }));
    }
    case 'files':
      await releaseFiles(request.files, process.cwd());
      return { id, value: null };
    case 'load': {
      const { models } = await import('../../../src/index.js');
      const bytes = decodeValue(request.bytes, makers) as Uint8Array;
      const model = await models.load(bytes, { compile: false });
      return { id, value: { instance: registry.keep(model), className: 'Model' } };
    }
  }
}

/** A function of the test's. Whoever calls it here waits until it has been called over there. */
function functionOfTheTest(target: number, name: string): object {
  const known = theirFunctions.get(target);
  if (known !== undefined) return known;
  const stub = (...args: unknown[]): unknown => {
    const encoded = args.map((arg) => encodeValue(arg, registry));
    const reply = callBack({ callback: target, args: encoded });
    if ('returned' in reply) return decodeValue(reply.returned, makers);
    const error = new Error(reply.thrown.message);
    error.name = reply.thrown.name;
    throw error;
  };
  Object.defineProperty(stub, 'name', { value: name });
  theirFunctions.set(target, stub);
  theirs.set(stub, { callback: target, name });
  return stub;
}

/** Says what is called and reads until the answer is there; meanwhile the test may ask for more. */
function callBack(call: object): CallbackReply {
  writeNow(call);
  const arrived: string[] = [];
  const arriving = new MessageLines((text) => arrived.push(text));
  for (;;) {
    for (let text = arrived.shift(); text !== undefined; text = arrived.shift()) {
      const message = JSON.parse(text) as CallbackReply | Request;
      if (!('ask' in message)) return message;
      writeNow(answerNow(message));
    }
    arriving.take(readNow());
  }
}

/** What can be answered while a function of the student's stands still. */
function answerNow(request: Request): Reply {
  const { id } = request;
  try {
    let value: unknown;
    if (request.ask === 'read') value = evaluate(request.name);
    else if (request.ask === 'get') value = Reflect.get(kept[request.target]!, request.key);
    else if (request.ask === 'call') {
      const self = request.self === undefined ? undefined : decodeValue(request.self, makers);
      value = Reflect.apply(callable(request.target), self, decodedList(request.args));
    } else throw new TypeError('This cannot be asked for within a function that the test has handed over.');
    if (value instanceof Promise)
      throw new TypeError('A promise cannot be waited for within such a function.');
    return { id, value: encodeValue(value, registry) };
  } catch (thrown) {
    return { id, thrown: described(thrown) };
  }
}

const waitMs = 0.2;
const clock = new Int32Array(new SharedArrayBuffer(4));

/** The descriptor is the event loop's, too, and never blocks. */
function untilReady<T>(attempt: () => T): T {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, waitMs);
    }
  }
}

function writeNow(message: object): void {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length > 0) {
    const some = rest;
    rest = some.subarray(untilReady(() => writeSync(channelDescriptor, some)));
  }
}

function readNow(): Buffer {
  const chunk = Buffer.alloc(64 * 1024);
  const count = untilReady(() => readSync(channelDescriptor, chunk));
  if (count === 0) process.exit(0);
  return chunk.subarray(0, count);
}

function decodedList(args: Encoded[]): unknown[] {
  return args.map((arg) => decodeValue(arg, makers));
}

function callable(target: number): (...args: unknown[]) => unknown {
  const value = kept[target];
  if (typeof value === 'function') return value as (...args: unknown[]) => unknown;
  throw new TypeError('This is not a function any more.');
}

async function valueReply(id: number, value: unknown): Promise<Reply> {
  if (!(value instanceof Promise)) return { id, value: encodeValue(value, registry) };
  return { id, value: encodeValue(await value, registry), isPromise: true };
}

function described(thrown: unknown): { name: string; message: string } {
  try {
    if (thrown instanceof Error) {
      return { name: String(thrown.name).slice(0, 200), message: String(thrown.message).slice(0, 10_000) };
    }
    return { name: 'Thrown', message: String(thrown).slice(0, 10_000) };
  } catch {
    return { name: 'Thrown', message: 'something that cannot be described' };
  }
}
