/** The student's process, inside the sandbox: runs cells and answers requests about what they made. It holds nothing that a
 *  student may not know, and nothing that it says decides a point. Its other end is grade/candidateLink.ts. */
import { Socket } from 'node:net';
import type { CellProgram } from '../../session/channel.js';
import { Session } from '../../session/session.js';
import { decodeValue, type Makers } from '../values/decodeValue.js';
import type { Encoded, Reply, Request } from '../values/encoded.js';
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
  foreign: () => undefined,
};

const makers: Makers = {
  callable: (target) => kept[target],
  instance: (target) => kept[target],
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
  }
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
