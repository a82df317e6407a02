/** What a session on the main thread and whoever drives it say to each other.
 *
 *  The driver is the protocol worker in a kernel, or a grader in its own process: nothing here knows of sockets.
 *  Every event names its cell by the key that the driver gave it, so that late output finds its way. */
import type { MimeBundle } from '../../src/display/displayHost.js';

/** A cell that has been checked and compiled. */
export interface CellProgram {
  /** Names the cell's run; unique in the session. */
  key: string;
  /** What tracebacks call the cell, e.g. `Cell [3]`. */
  title: string;
  /** JavaScript for V8's REPL mode, without a source URL. */
  javascript: string;
  /** A version-3 source map from the JavaScript to `source`, as JSON. */
  sourceMap: string;
  /** What the user wrote. */
  source: string;
  /** Whether `input()` may ask. */
  allowInput: boolean;
  /** Expressions to evaluate after the cell, by name; their values are not shown. */
  userExpressions: Record<string, string>;
}

export interface ErrorReport {
  name: string;
  message: string;
  /** Lines for people: what, where in the cells, why. */
  traceback: string[];
}

export type CellOutcome =
  | { status: 'ok'; userExpressions: Record<string, UserExpression> }
  | { status: 'error'; error: ErrorReport };

/** As it goes into an `execute_reply`. */
export type UserExpression =
  | { status: 'ok'; data: MimeBundle; metadata: object }
  | { status: 'error'; ename: string; evalue: string; traceback: string[] };

/** A message of a comm, in either direction. */
export interface CommMessage {
  type: 'comm_open' | 'comm_msg' | 'comm_close';
  id: string;
  /** For `comm_open`. */
  target?: string;
  data: unknown;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export type SessionEvent =
  | {
      type: 'stream';
      cell: string;
      name: 'stdout' | 'stderr';
      text: string;
      /** What the sender added to `shared.unsentCharacters` for it; the receiver takes it off again. */
      reserved?: number;
    }
  | {
      type: 'display';
      cell: string;
      bundle: MimeBundle;
      metadata: Record<string, unknown>;
      displayId?: string;
      update?: boolean;
    }
  /** Text that came past JavaScript, through a file descriptor. */
  | { type: 'raw'; name: 'stdout' | 'stderr'; text: string }
  | { type: 'clear'; cell: string; wait: boolean }
  | { type: 'result'; cell: string; bundle: MimeBundle; metadata: Record<string, unknown> }
  /** An error outside the cell's own run (a timer, an unhandled rejection), or the one that ended it. */
  | { type: 'error'; cell: string; error: ErrorReport }
  | {
      type: 'input';
      cell: string;
      question: number;
      prompt: string;
      password: boolean;
      /** The thread stands still until the answer comes (protocol/answerPort.ts). */
      standsStill?: boolean;
    }
  | { type: 'done'; cell: string; outcome: CellOutcome }
  | { type: 'comm'; cell: string; message: CommMessage }
  /** The handlers of the comm message with that key have done. */
  | { type: 'commHandled'; cell: string }
  /** The answer to a ping: the main thread turns its loop. */
  | { type: 'pong' }
  /** The user's code ends the process. */
  | { type: 'exit'; code: number };

export type SessionCommand =
  | { type: 'execute'; program: CellProgram }
  /** Ends the named cell if it still runs. */
  | { type: 'interrupt'; cell: string }
  | { type: 'answer'; question: number; value: string }
  /** A comm message of the page; `cell` is the key under which what its handlers put out goes. */
  | { type: 'comm'; cell: string; message: CommMessage }
  | { type: 'ping' }
  | { type: 'exit'; code: number };

/** Memory that both threads see, for what cannot wait for a message. Indexes of an Int32Array. */
export const shared = {
  /** Characters of stream text posted and not yet taken; the main thread waits while it is above the limit. */
  unsentCharacters: 0,
  /** How far the interrupt of a busy main thread is. */
  interruptPhase: 1,
  /** 1 once the worker has closed its sockets and the process may end. */
  closed: 2,
  /** Counts the answers for a main thread that stands still. */
  answers: 3,
  /** 1 while a cell runs that has asked for the interrupt signal, and so may end in order. */
  signalTaken: 4,
  length: 5,
} as const;

/** How much stream text may be on its way: bounds the memory of a loop that only prints. */
export const unsentLimit = 4 * 1024 * 1024;
/** What a message costs besides its text, counted as characters: a million short lines are large, too. */
export const messageCharacters = 512;
