/** Where rich output goes: the notebook kernel registers itself here, so that the library never imports it. */

/** One output in several formats: MIME type → content (text, base64 for binary types, an object for JSON types). */
export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  metadata?: Record<string, unknown>;
  /** Names the output, so that a later call can replace it. */
  displayId?: string;
  /** Replaces the output named by `displayId` instead of adding one. */
  update?: boolean;
}

/** What a notebook kernel offers to the library. */
export interface DisplayHost {
  /** Shows a bundle in the cell that is running (or that started the asynchronous work now running). */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Clears the cell's output; with `wait`, only when the next output comes. */
  clearOutput(wait?: boolean): void;
  /** Aborted when the user interrupts the running cell; a new one for every cell. */
  readonly interruptSignal: AbortSignal;
}

/** An object that knows how to show itself in a notebook (the same symbol as Deno's kernel uses). */
export const jupyterDisplay = Symbol.for('Jupyter.display');

/** Marks an object that a notebook shows even where its expression is not the cell's last one: a figure. */
export const showsItself = Symbol.for('cuaderno.showsItself');

/** The metadata of an object's bundle, by MIME type: the size to show a picture at. */
export const displayMetadata = Symbol.for('cuaderno.displayMetadata');

export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
  readonly [displayMetadata]?: Record<string, unknown>;
}

const hostKey = Symbol.for('cuaderno.displayHost');
const registry = globalThis as { [hostKey]?: DisplayHost };

/** The notebook kernel this code runs in; undefined in a script. */
export function displayHost(): DisplayHost | undefined {
  return registry[hostKey];
}

/** Called once by a notebook kernel. */
export function registerDisplayHost(host: DisplayHost): void {
  registry[hostKey] = host;
}
