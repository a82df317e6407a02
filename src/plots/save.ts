/** Figures in files. */
import type { Figure } from './figure.js';

/**
 * Writes a figure to a file: `.png` (twice the figure's pixels), `.svg`, or `.html`, a page that needs nothing else.
 * @throws {ArgumentError} for any other ending
 * @example
 * const folder = await mkdtemp(path.join(os.tmpdir(), 'figures-'));
 * await plots.save(plots.history(history), path.join(folder, 'history.png'));
 */
export async function save(figure: Figure, file: string): Promise<void> {
  await figure.save(file);
}
