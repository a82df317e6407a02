/** A value as a notebook shows it: the bundle it makes of itself, what the kernel knows of the library's values, or
 *  Node's own inspection, without colors. */
import { inspect } from 'node:util';
import {
  displayMetadata,
  jupyterDisplay,
  type MimeBundle,
  showsItself,
} from '../../src/display/displayHost.js';
import { type Rendered, renderLibraryValue } from './libraryValues.js';

const inspection = { colors: false, depth: 4, maxArrayLength: 100, breakLength: 100 } as const;

/** Errors that the value's own `Symbol.for('Jupyter.display')` throws are thrown on. */
export async function renderValue(value: unknown): Promise<Rendered> {
  const display = displayOf(value);
  if (display) {
    const bundle: unknown = await display.call(value);
    if (typeof bundle === 'object' && bundle !== null) {
      return { bundle: bundle as MimeBundle, metadata: metadataOf(value) };
    }
  }
  return (
    (await renderLibraryValue(value)) ?? {
      bundle: { 'text/plain': inspect(value, inspection) },
      metadata: {},
    }
  );
}

function metadataOf(value: unknown): Record<string, unknown> {
  return (value as { [displayMetadata]?: Record<string, unknown> })[displayMetadata] ?? {};
}

/**
 * Keeps Node's bookkeeping (async ids, the running cell) out of what `inspect` and the console show of a promise.
 * To be called once in a process that keeps an AsyncLocalStorage.
 */
export function hideAsyncIds(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: Promise<unknown>) {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (!bookkeeping.has(symbol.description ?? '')) continue;
        Object.defineProperty(this, symbol, { enumerable: false });
      }
      return this;
    },
  });
}
const bookkeeping = new Set(['async_id_symbol', 'trigger_async_id_symbol', 'kResourceStore']);

/** Whether a notebook shows this value even where its expression is not the cell's last one. */
export function isFigure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, showsItself) === true;
}

function displayOf(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const display: unknown = Reflect.get(value, jupyterDisplay);
  return typeof display === 'function' ? (display as () => unknown) : undefined;
}
