/** The declarations of what the session defines for every cell (kernel/session/cellHooks.ts). */
export const cellGlobals = `
/** Asks the reader of the notebook a question and waits for the answer. */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
/** Asks the reader of the notebook a question and stands still until the answer comes, as in a browser. */
declare function prompt(message?: string, defaultAnswer?: string): string;
/** Shows a value as the cell's last expression is shown: tensors, models, histories, figures, anything. */
declare function display(value: unknown): Promise<void>;
/** Takes away what the cell has put out so far; with \`wait\`, only when the next output comes. */
declare function clearOutput(wait?: boolean): void;

interface CommOptions { metadata?: Record<string, unknown>; buffers?: readonly Uint8Array[] }
/** A conversation with the page around the notebook. */
interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: unknown, options?: CommOptions): void;
  /** Called with every message that comes; the latest handler alone. */
  onMessage(handler: (data: any, buffers: readonly Uint8Array[]) => unknown): void;
  /** Called when the other side closes it. */
  onClose(handler: (data: any, buffers: readonly Uint8Array[]) => unknown): void;
  close(data?: unknown, options?: CommOptions): void;
}
/** Named conversations with the page around the notebook (Jupyter's comms). */
declare const comms: {
  /** Calls the handler for each comm that the page opens under this name. */
  register(target: string, opened: (comm: Comm, data: any, buffers: readonly Uint8Array[]) => unknown): void;
  unregister(target: string): void;
  /** Opens a comm with what the page has registered under this name. */
  open(target: string, data?: unknown, options?: CommOptions): Comm;
};
`;
