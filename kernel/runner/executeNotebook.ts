/** Runs a notebook's cells one after the other in a kernel, and keeps what they put out. */
import { type Cell, joinText, type Notebook, tagsOf } from './notebook.js';
import { OutputCollector, type OutputMessage } from './outputCollector.js';

/** What the runner needs of a kernel's client. */
export interface NotebookKernel {
  execute(
    code: string,
    options: { onMessage: (message: OutputMessage) => void; stopOnError: boolean },
  ): Promise<{ status: 'ok' | 'error' | 'aborted'; executionCount: number | undefined; error?: CellError }>;
  interrupt(): Promise<void>;
  kill(): Promise<void>;
}

export interface CellError {
  name: string;
  message: string;
  traceback: string[];
}

export interface CellProgress {
  /** Counted from 1, over the code cells that are run. */
  number: number;
  total: number;
  /** The last heading before the cell; '' before the first. */
  title: string;
  cell: Cell;
}

export interface ExecuteOptions {
  /** How long a cell may take; then it is interrupted, and if that does not help the kernel is ended. */
  timeoutMs?: number;
  /** How long an interrupted cell may take to stop before the kernel is ended; 10,000 if left out. */
  graceMs?: number;
  /** Goes on after cells that fail. A cell tagged `raises-exception` may always fail. */
  allowErrors?: boolean;
  /** Stops the run: the running cell is interrupted. */
  signal?: AbortSignal;
  onCellStart?(progress: CellProgress): void;
  onOutput?(progress: CellProgress, message: OutputMessage): void;
  /** Called when a cell has ended; the run goes on when it has resolved. */
  onCellEnd?(progress: CellProgress, elapsedMs: number, error?: CellError): void | Promise<void>;
}

export interface CellFailure extends CellError {
  number: number;
  title: string;
  cell: Cell;
}

/**
 * Runs all code cells from the top, in place; outputs of an earlier run are removed first.
 * @returns the failure that ended the run, if one did
 */
export async function executeNotebook(
  notebook: Notebook,
  kernel: NotebookKernel,
  options: ExecuteOptions = {},
): Promise<CellFailure | undefined> {
  const steps = stepsOf(notebook);
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    cell.outputs = [];
    cell.execution_count = null;
  }
  const collector = new OutputCollector();
  for (const step of steps) {
    options.onCellStart?.(step);
    const startedMs = performance.now();
    const { error, stopped } = await runCell(step, kernel, collector, options);
    for (const cell of notebook.cells) collector.settle(cell);
    await options.onCellEnd?.(step, performance.now() - startedMs, error);
    const tolerated = !stopped && (options.allowErrors || tagsOf(step.cell).includes('raises-exception'));
    if (error !== undefined && !tolerated) {
      return { ...error, number: step.number, title: step.title, cell: step.cell };
    }
  }
  return undefined;
}

async function runCell(
  step: CellProgress,
  kernel: NotebookKernel,
  collector: OutputCollector,
  options: ExecuteOptions,
): Promise<{ error?: CellError; stopped: boolean }> {
  const { cell } = step;
  const timings: Record<string, string> = {};
  const guard = guardCell(kernel, options);
  const isInjected = tagsOf(cell).includes('injected-parameters');
  const onMessage = (message: OutputMessage): void => {
    // An assignment has a value; that of a parameter is in the cell already.
    if (isInjected && message.type === 'execute_result') return;
    const now = new Date().toISOString();
    if (message.type === 'status') timings[`iopub.status.${String(message.content.execution_state)}`] = now;
    if (message.type === 'execute_input') timings['iopub.execute_input'] = now;
    collector.take(cell, message);
    options.onOutput?.(step, message);
  };
  try {
    const reply = await kernel.execute(joinText(cell.source), { onMessage, stopOnError: false });
    timings['shell.execute_reply'] = new Date().toISOString();
    if (reply.executionCount !== undefined) cell.execution_count = reply.executionCount;
    const error = guard.reason() ?? reply.error;
    if (error !== undefined && error !== reply.error) addError(cell, error);
    return { error, stopped: guard.reason() !== undefined };
  } catch (cause) {
    const error = guard.reason() ?? {
      name: 'DeadKernel',
      message: cause instanceof Error ? cause.message : String(cause),
      traceback: [],
    };
    addError(cell, error);
    return { error, stopped: true };
  } finally {
    guard.stop();
    cell.metadata.execution = timings;
  }
}

interface Guard {
  /** Why the cell was stopped, if it was. */
  reason(): CellError | undefined;
  stop(): void;
}

/** Interrupts the cell when its time is up or the run is to stop, and ends the kernel if the cell goes on. */
function guardCell(kernel: NotebookKernel, { timeoutMs, graceMs = 10_000, signal }: ExecuteOptions): Guard {
  let reason: CellError | undefined;
  let killing: NodeJS.Timeout | undefined;
  const halt = (name: string, message: string): void => {
    if (reason !== undefined) return;
    reason = { name, message, traceback: [] };
    killing = setTimeout(() => void kernel.kill(), graceMs);
    kernel.interrupt().catch(() => kernel.kill());
  };
  const onAbort = (): void => halt('Interrupted', 'The run was interrupted.');
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          halt(
            'CellTimeout',
            `The cell took longer than ${timeoutMs / 1000} s, the time that --timeout leaves it.`,
          );
        }, timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    reason: () => reason,
    stop() {
      clearTimeout(timer);
      clearTimeout(killing);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function addError(cell: Cell, { name, message, traceback }: CellError): void {
  cell.outputs ??= [];
  cell.outputs.push({
    output_type: 'error',
    ename: name,
    evalue: message,
    traceback: traceback.length > 0 ? traceback : [`${name}: ${message}`],
  });
}

/** The code cells that run, each with the heading it stands under; empty ones and those tagged `skip-execution` do not. */
function stepsOf(notebook: Notebook): CellProgress[] {
  let title = '';
  const steps: CellProgress[] = [];
  for (const cell of notebook.cells) {
    const source = joinText(cell.source);
    if (cell.cell_type === 'markdown') title = lastHeading(source) ?? title;
    if (cell.cell_type !== 'code' || source.trim() === '' || tagsOf(cell).includes('skip-execution'))
      continue;
    steps.push({ number: steps.length + 1, total: 0, title, cell });
  }
  return steps.map((step) => ({ ...step, total: steps.length }));
}

/** The text of the last heading of a markdown cell, without its marks. */
export function lastHeading(markdown: string): string | undefined {
  const outsideFences = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const headings = [...outsideFences.matchAll(/^#{1,6}\s+(.+?)\s*#*\s*$/gm)];
  return headings
    .at(-1)?.[1]
    ?.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(\S(?:.*?\S)?)\1/g, '$2')
    .replace(/(?<!\w)([*_])(\S(?:.*?\S)?)\1(?!\w)/g, '$2');
}
