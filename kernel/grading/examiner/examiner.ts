/** The examiner's process: runs the teacher's test programs, untouched by the student's code. Names of the student's
 *  notebook stand for what the student's process says they are, as data; functions are called over there, and the test
 *  waits. Its other end is grade/examinerLink.ts. */
import { readSync, writeSync } from 'node:fs';
import type { CellProgram, SessionEvent } from '../../session/channel.js';
import { Session } from '../../session/session.js';
import { decodeValue, type Makers } from '../values/decodeValue.js';
import type {
  Callback,
  CallbackReply,
  Encoded,
  ExaminerQuestion,
  Question,
  Reply,
} from '../values/encoded.js';
import { encodeValue, type Registry, Unsendable } from '../values/encodeValue.js';
import { RemoteObjects } from './remoteObjects.js';

/** The descriptor over which the student's process is asked. */
const studentDescriptor = 3;

export type ExaminerCommand =
  | { run: Omit<CellProgram, 'allowInput' | 'userExpressions'>; asks: readonly string[] }
  | { end: true };

export interface ExaminerResult {
  error?: { name: string; message: string; traceback: string[] };
  /** The value of the last expression, if it is a number: partial credit. */
  number?: number;
}

type Engine = typeof import('../../../src/engine/index.js');
let engine: Engine | undefined;

/** Functions of the test's that the student's code may call. */
const own: ((...args: unknown[]) => unknown)[] = [];
const ownNumbers = new WeakMap<object, number>();
/** Models of the student's that were rebuilt, by the process that holds them. */
const rebuilt = new Map<number, RemoteObjects>();
/** What stands for a rebuilt model where the student's own code is handed it. */
const originals = new WeakMap<object, Encoded>();

const student = new RemoteObjects(ask);
const registry: Registry = {
  keep(value) {
    throw new Unsendable(
      `${typeof value === 'function' ? 'This function' : 'An object with a class of the test’s'} cannot be handed to the student's code; data and functions can.`,
    );
  },
  foreign: (value) => student.encodedOf(value) ?? originals.get(value) ?? ownThatCameBack(value),
  callback(value) {
    const known = ownNumbers.get(value);
    if (known !== undefined) return known;
    const number = own.push(value as (...args: unknown[]) => unknown) - 1;
    ownNumbers.set(value, number);
    return number;
  },
};
const makers: Makers = {
  callable: (target, name) => student.callable(target, name),
  instance: (target, className) => student.instance(target, className),
  model: (target, className) => rebuiltModel(target, className),
  callback: (target) => own[target],
  tensor: tensorOf,
};

function tensorOf(
  values: Float32Array | Int32Array | Uint8Array,
  shape: number[],
  kind: 'float32' | 'int32' | 'bool',
) {
  if (engine === undefined) throw new TypeError('The student’s code gave a tensor; the assignment has none.');
  return engine.tf.tensor(values, shape, kind);
}

function ownThatCameBack(value: object): Encoded | undefined {
  const number = ownNumbers.get(value);
  return number === undefined ? undefined : { callback: number, name: '' };
}

/** The student's model as its weights and its layers make it, in a process that has run nothing of the student's. */
function rebuiltModel(target: number, className: string): object {
  const reply = send({ ask: 'rebuild', target });
  if ('thrown' in reply) {
    throw new Error(`The model cannot be taken over to be tested: ${reply.thrown.message}`);
  }
  const [process, instance] = reply.value as [number, number];
  const remote = rebuilt.get(process) ?? holderOfModels(process);
  const model = remote.instance(instance, className);
  originals.set(model, { model: target, className });
  return model;
}

function holderOfModels(process: number): RemoteObjects {
  const holder: RemoteObjects = new RemoteObjects((question): Reply => askRebuilt(process, holder, question));
  holder.decodeWith((encoded) => decodeValue(encoded, makersOf(holder)));
  rebuilt.set(process, holder);
  return holder;
}

/** Nothing of the student's comes from there: what it holds stays there, data and tensors are taken. */
function makersOf(remote: RemoteObjects): Makers {
  return {
    callable: (target, name) => remote.callable(target, name),
    instance: (target, className) => remote.instance(target, className),
    // A model within the model, which that process holds as well.
    model: (target, className) => remote.instance(target, className),
    tensor: tensorOf,
  };
}

function askRebuilt(
  process: number,
  remote: RemoteObjects,
  question: Question | ((encode: (value: unknown) => Encoded) => Question),
): Reply {
  const there: Registry = {
    keep: () => {
      throw new Unsendable('A model that is tested takes data and tensors, nothing else.');
    },
    foreign: (value) => remote.encodedOf(value),
  };
  const body = typeof question === 'function' ? question((value) => encodeValue(value, there)) : question;
  return send({ ...body, process });
}

let nextId = 1;
let lastNumber: number | undefined;
const session = new Session({ folder: process.cwd(), post: takeEvent });
const defined = new Set<string>();

if (process.env.CUADERNO_PRELOAD === 'engine') engine = await import('../../../src/engine/index.js');
process.on('message', (command: ExaminerCommand) => {
  if ('end' in command) process.exit(0);
  void run(command.run, command.asks).then((result) => process.send!(result));
});
process.on('disconnect', () => process.exit(0));
process.send!({ ready: true });

async function run(
  program: Omit<CellProgram, 'allowInput' | 'userExpressions'>,
  asks: readonly string[],
): Promise<ExaminerResult> {
  for (const name of asks) defineName(name);
  lastNumber = undefined;
  const outcome = await session.run({ ...program, allowInput: false, userExpressions: {} });
  if (outcome.status === 'error') return { error: outcome.error };
  return lastNumber === undefined ? {} : { number: lastNumber };
}

function takeEvent(event: SessionEvent): void {
  if (event.type !== 'result') return;
  const text = event.bundle['text/plain'];
  if (typeof text === 'string' && /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(text.trim()))
    lastNumber = Number(text);
}

/** A name of the student's, read anew whenever the test mentions it. */
function defineName(name: string): void {
  if (defined.has(name)) return;
  defined.add(name);
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => valueIn(ask({ ask: 'read', name })),
    set: () => {
      throw new TypeError(`${name} is the student's: a test can read it, not set it.`);
    },
  });
}

/** Asks the student's process. */
function ask(question: Question | ((encode: (value: unknown) => Encoded) => Question)): Reply {
  return send(typeof question === 'function' ? question((value) => encodeValue(value, registry)) : question);
}

/** Stands still until the answer has come; meanwhile the student's code may call functions of the test's. */
function send(question: ExaminerQuestion): Reply {
  const id = nextId++;
  writeAll(`${JSON.stringify({ id, ...question })}\n`);
  for (;;) {
    const message = JSON.parse(readLine()) as Reply | Callback;
    if ('callback' in message) {
      writeAll(`${JSON.stringify(called(message))}\n`);
      continue;
    }
    if (message.id !== id) throw new Error('The student’s process has answered another question.');
    return message;
  }
}

function called({ callback, args }: Callback): CallbackReply {
  try {
    const target = own[callback];
    if (target === undefined) throw new TypeError('The test has handed over no such function.');
    const returned = target(...args.map((arg) => decodeValue(arg, makers)));
    if (returned instanceof Promise) {
      throw new TypeError('A function of the test that the student’s code calls cannot be async.');
    }
    return { returned: encodeValue(returned, registry) };
  } catch (thrown) {
    const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
    return { thrown: { name, message } };
  }
}

function valueIn(reply: Reply): unknown {
  return student.valueOf(reply, (encoded) => decodeValue(encoded, makers));
}

function writeAll(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(studentDescriptor, rest));
}

let unread = Buffer.alloc(0);

function readLine(): string {
  const pieces: Buffer[] = [];
  for (;;) {
    const end = unread.indexOf(10);
    if (end >= 0) {
      const line = Buffer.concat([...pieces, unread.subarray(0, end)]).toString('utf8');
      unread = unread.subarray(end + 1);
      return line;
    }
    pieces.push(unread);
    const chunk = Buffer.alloc(64 * 1024);
    const count = readSync(studentDescriptor, chunk);
    if (count === 0) throw new Error('The supervisor is gone.');
    unread = chunk.subarray(0, count);
  }
}

student.decodeWith((encoded) => decodeValue(encoded, makers));
