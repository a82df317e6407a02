/** An error as a notebook shows it: name, message, and a traceback in the cells' own lines. */
import { inspect } from 'node:util';
import type { CellTraces } from './cellTraces.js';
import type { ErrorReport } from './channel.js';
import { codeFrame } from './codeFrame.js';

const deepestCause = 5;

/** What stopped a cell that the user interrupted. */
export class KeyboardInterrupt extends Error {
  override readonly name = 'KeyboardInterrupt';
  constructor() {
    super('The cell was interrupted');
  }
}

/** Reports whatever was thrown. Never throws itself, whatever the error's getters do. */
export function reportError(thrown: unknown, traces: CellTraces): ErrorReport {
  try {
    if (thrown instanceof KeyboardInterrupt) {
      return { name: thrown.name, message: thrown.message, traceback: [`${thrown.name}: ${thrown.message}`] };
    }
    if (!isError(thrown)) {
      const text = inspect(thrown);
      return { name: 'Thrown', message: text, traceback: [`Thrown: ${text}`] };
    }
    return {
      name: String(thrown.name),
      message: String(thrown.message),
      traceback: tracebackOf(thrown, traces),
    };
  } catch (error) {
    const message = `an error that cannot be shown (${error instanceof Error ? error.message : typeof error})`;
    return { name: 'Error', message, traceback: [message] };
  }
}

function tracebackOf(error: Error, traces: CellTraces, depth = 0): string[] {
  const stack = typeof error.stack === 'string' ? error.stack : `${error.name}: ${error.message}`;
  const lines = stack.split('\n');
  const at = traces.firstCellPosition(stack);
  if (at) lines.push('', ...codeFrame(at.source, at));
  const extra = Object.keys(error).filter(
    (key) => !['name', 'message', 'stack', 'cause', 'errors'].includes(key),
  );
  for (const key of extra) lines.push(`  ${key}: ${inspect(Reflect.get(error, key), { depth: 1 })}`);
  if (depth >= deepestCause) return lines;
  const causes = [
    ...(error.cause === undefined ? [] : [error.cause]),
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
  ];
  for (const cause of causes) {
    lines.push('', 'caused by');
    lines.push(...(isError(cause) ? tracebackOf(cause, traces, depth + 1) : [inspect(cause)]));
  }
  return lines;
}

function isError(value: unknown): value is Error {
  return (
    value instanceof Error ||
    (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value)
  );
}
