/** A student's notebook and the files that belong to it, as the one file that is handed in. */
import path from 'node:path';
import { ArgumentError } from '../../../src/errors.js';
import { type Notebook, readNotebook, writeNotebook } from '../../runner/notebook.js';
import { encloseFiles } from '../values/enclosedFiles.js';

export interface WrittenSubmission {
  file: string;
  /** Names and sizes of what it encloses. */
  enclosed: { name: string; bytes: number }[];
}

/**
 * Writes a notebook without outputs whose metadata holds the files. The notebook itself stays as it is.
 * @param files in the notebook's own folder, by name
 * @param output where it goes; beside the notebook as NAME-submission.ipynb if left out
 * @throws {ArgumentError} if the output would replace the notebook
 * @throws {DataError} if the notebook or a file cannot be read, or they are too large
 */
export async function writeSubmission(
  notebookFile: string,
  files: readonly string[],
  output?: string,
): Promise<WrittenSubmission> {
  const notebookPath = path.resolve(notebookFile);
  const file = path.resolve(output ?? `${notebookPath.replace(/\.ipynb$/, '')}-submission.ipynb`);
  if (file === notebookPath) {
    throw new ArgumentError(
      `The submission would replace ${notebookFile}. Give it another name with --output.`,
    );
  }
  const read = await readNotebook(notebookPath);
  const enclosed = await encloseFiles(path.dirname(notebookPath), files);
  await writeNotebook({ ...read, notebook: withFiles(read.notebook, enclosed) }, file);
  return {
    file,
    enclosed: Object.entries(enclosed).map(([name, content]) => ({
      name,
      bytes: Buffer.from(content, 'base64').length,
    })),
  };
}

function withFiles(notebook: Notebook, enclosed: Readonly<Record<string, string>>): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  const own = notebook.metadata.cuaderno as Record<string, unknown> | undefined;
  return { ...notebook, cells, metadata: { ...notebook.metadata, cuaderno: { ...own, enclosed } } };
}
