import { type Cell, joinText } from '../../runner/notebook.js';
import { nbgraderChecksum } from '../assignment/studentVersion.js';

/** Whether a cell is not what its checksum was made of. One without a checksum was not changed, as far as is known. */
export function wasChanged(cell: Cell): boolean {
  const marks = cell.metadata.nbgrader as Record<string, unknown> | undefined;
  if (typeof marks?.checksum !== 'string') return false;
  return nbgraderChecksum(cell.cell_type, joinText(cell.source), marks) !== marks.checksum;
}
