/** The declarations of what the session defines for every cell (kernel/session/cellHooks.ts). */
export const cellGlobals = `
/** Asks the reader of the notebook a question and waits for the answer. */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;

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
