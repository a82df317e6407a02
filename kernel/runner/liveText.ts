/** Displays that a cell updates, told on a terminal: a line is printed once nothing can change it any more. */
import { joinText } from './notebook.js';
import type { OutputMessage } from './outputCollector.js';

interface LiveDisplay {
  /** Its lines so far; the last one may still change. */
  lines: string[];
  /** How many of them were printed. */
  printed: number;
}

/** The displays of one cell that have an id, by it. */
export class LiveText {
  private readonly displays = new Map<string, LiveDisplay>();
  /** The line that changes just now: the end of what was updated last. */
  provisional = '';

  /**
   * Takes a display or its update.
   * @returns the lines that are final now; undefined if the message is no display with an id
   */
  take({ type, content }: OutputMessage): string[] | undefined {
    if (type !== 'display_data' && type !== 'update_display_data') return undefined;
    const { display_id: id } = (content.transient ?? {}) as { display_id?: string };
    if (id === undefined) return undefined;
    const text = joinText((content.data as Record<string, string | string[]> | undefined)?.['text/plain']);
    const display = this.displays.get(id) ?? { lines: [], printed: 0 };
    display.lines = text.split('\n');
    this.displays.set(id, display);
    this.provisional = display.lines.at(-1) ?? '';
    return this.advance(display, display.lines.length - 1);
  }

  /** The lines that were still waiting when the cell ended. */
  finish(): string[] {
    const rest = [...this.displays.values()].flatMap((display) =>
      this.advance(display, display.lines.length),
    );
    this.displays.clear();
    this.provisional = '';
    return rest;
  }

  private advance(display: LiveDisplay, upTo: number): string[] {
    const lines = display.lines.slice(display.printed, upTo).filter((line) => line !== '');
    display.printed = Math.max(display.printed, upTo);
    return lines;
  }
}
