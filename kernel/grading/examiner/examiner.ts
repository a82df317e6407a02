/** The examiner's process: runs the teacher's test programs, untouched by the student's code. Names of the student's
 *  notebook stand for what the student's process says they are, as data; functions are called over there, and the test
 *  waits. Its other end is grade/examinerLink.ts. */
import { readSync, writeSync } from 'node:fs';
import type { CellProgram, SessionEvent } from '../../session/channel.js';
import { Session } from '../../session/session.js';
import { decodeValue, type Makers } from '../values/decodeValue.js';
import type { Encoded, Reply, Request } from '../values/encoded.js';
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

const remote = new RemoteObjects(ask);
const registry: Registry = {
  keep(value) {
    const what =
      typeof value === 'function' ? 'A function of the test' : 'An object with a class of the test’s';
    throw new Unsendable(`${what} cannot be handed to the student's code; data can.`);
  },
  foreign: (value) => remote.encodedOf(value),
};
const makers: Makers = {
  callable: (target, name) => remote.callable(target, name),
  instance: (target, className) => remote.instance(target, className),
  tensor: (values, shape, kind) => {
    if (engine === undefined)
      throw new TypeError('The student’s code gave a tensor; the assignment has none.');
    return engine.tf.tensor(values, shape, kind);
  },
};

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

type Question = Request extends infer Kind ? (Kind extends Request ? Omit<Kind, 'id'> : never) : never;

/** Asks the student's process and stands still until it has answered. */
function ask(question: Question | ((encode: (value: unknown) => Encoded) => Question)): Reply {
  const body = typeof question === 'function' ? question((value) => encodeValue(value, registry)) : question;
  const id = nextId++;
  writeAll(`${JSON.stringify({ id, ...body })}\n`);
  const reply = JSON.parse(readLine()) as Reply;
  if (reply.id !== id) throw new Error('The student’s process has answered another question.');
  return reply;
}

function valueIn(reply: Reply): unknown {
  return remote.valueOf(reply, (encoded) => decodeValue(encoded, makers));
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

remote.decodeWith((encoded) => decodeValue(encoded, makers));
