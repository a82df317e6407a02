/** Jupyter messages → the outputs of the cells they belong to, as a notebook in a browser would keep them. */
import type { Cell, DisplayOutput, Output, StreamOutput } from './notebook.js';
import { joinText, splitText } from './notebook.js';
import { StreamText } from './streamText.js';

/** A message on iopub. */
export interface OutputMessage {
  type: string;
  content: Readonly<Record<string, unknown>>;
}

/** Collects for a whole notebook: a display may be updated from a later cell. */
export class OutputCollector {
  private readonly displays = new Map<string, Set<DisplayOutput>>();
  private readonly streams = new WeakMap<StreamOutput, StreamText>();
  private readonly clearsWithNext = new WeakSet<Cell>();

  /** Takes one message into the cell that it answers. Unknown messages are left out. */
  take(cell: Cell, { type, content }: OutputMessage): void {
    switch (type) {
      case 'stream':
        this.stream(this.outputsOf(cell), String(content.name), String(content.text));
        break;
      case 'display_data':
      case 'execute_result':
        this.display(cell, type, content);
        break;
      case 'update_display_data':
        this.update(content);
        break;
      case 'error':
        this.outputsOf(cell).push({
          output_type: 'error',
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        });
        break;
      case 'clear_output':
        if (content.wait === true) this.clearsWithNext.add(cell);
        else this.clear(cell);
        break;
      case 'execute_input':
        if (typeof content.execution_count === 'number') cell.execution_count = content.execution_count;
        break;
    }
  }

  /** Brings the texts of streams up to what has come; call it before the notebook is written or shown. */
  settle(cell: Cell): void {
    for (const output of cell.outputs ?? []) {
      if (output.output_type !== 'stream') continue;
      const text = this.streams.get(output);
      if (text !== undefined) output.text = splitText(text.toString());
    }
  }

  private stream(outputs: Output[], name: string, text: string): void {
    const last = outputs.at(-1);
    let stream = last?.output_type === 'stream' && last.name === name ? last : undefined;
    if (stream === undefined) {
      stream = { output_type: 'stream', name, text: [] };
      outputs.push(stream);
    }
    const collected = this.streams.get(stream) ?? new StreamText();
    collected.append(text);
    this.streams.set(stream, collected);
  }

  private display(
    cell: Cell,
    type: 'display_data' | 'execute_result',
    content: OutputMessage['content'],
  ): void {
    const output: DisplayOutput = {
      data: fileData(content.data),
      metadata: { ...(content.metadata as object | undefined) },
      output_type: type,
      ...(type === 'execute_result' ? { execution_count: Number(content.execution_count) } : {}),
    };
    this.outputsOf(cell).push(output);
    const id = displayId(content);
    if (id === undefined) return;
    const known = this.displays.get(id) ?? new Set();
    this.displays.set(id, known.add(output));
  }

  /** An update shows in every output of its id, in whatever cell. */
  private update(content: OutputMessage['content']): void {
    for (const output of this.displays.get(displayId(content) ?? '') ?? []) {
      output.data = fileData(content.data);
      output.metadata = { ...(content.metadata as object | undefined) };
    }
  }

  private outputsOf(cell: Cell): Output[] {
    if (this.clearsWithNext.has(cell)) this.clear(cell);
    cell.outputs ??= [];
    return cell.outputs;
  }

  private clear(cell: Cell): void {
    this.clearsWithNext.delete(cell);
    for (const output of cell.outputs ?? []) {
      if (output.output_type === 'stream' || output.output_type === 'error') continue;
      for (const outputs of this.displays.values()) outputs.delete(output);
    }
    cell.outputs = [];
  }
}

function displayId(content: OutputMessage['content']): string | undefined {
  const { display_id: id } = (content.transient ?? {}) as { display_id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

/** Text of several lines is kept as a list of lines in files; JSON and base64 as they are. */
function fileData(data: unknown): Record<string, unknown> {
  const entries = Object.entries((data ?? {}) as Record<string, unknown>).map(([type, value]) => {
    const isText = type.startsWith('text/') || type === 'image/svg+xml' || type === 'application/javascript';
    if (!isText || (typeof value !== 'string' && !Array.isArray(value))) return [type, value] as const;
    return [type, splitText(joinText(value as string | string[]))] as const;
  });
  return Object.fromEntries(entries);
}
