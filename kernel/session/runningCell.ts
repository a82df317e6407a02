/** A cell's run: what the session keeps about it while it runs, and for what it does later. */
import type { CellProgram, ErrorReport } from './channel.js';
import type { Printed } from './outputLimit.js';

export interface RunningCell {
  program: CellProgram;
  interruption: AbortController;
  /** The last expression's value, if there was one. */
  result?: { value: unknown };
  /** Figures on their way to the notebook. */
  figures: Promise<void>[];
  /** Whether somebody has asked for the interrupt signal, and so may end the cell in order. */
  signalTaken?: boolean;
  printed: Printed;
  /** The first error outside the cell's own course, such as an unhandled rejection; shown when it came. */
  stray?: ErrorReport;
}

export function newCell(program: CellProgram): RunningCell {
  return { program, interruption: new AbortController(), figures: [], printed: { characters: 0 } };
}
