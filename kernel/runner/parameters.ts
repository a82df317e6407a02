/** Parameters from the command line, papermill's way: a cell after the one tagged `parameters`. */
import { ArgumentError } from '../../src/errors.js';
import { type Cell, joinText, type Notebook, newCellId, splitText, tagsOf } from './notebook.js';

export type Parameters = Readonly<Record<string, unknown>>;

/**
 * `name=value` → name and value; a value that is JSON is taken as such, any other is a string.
 * @throws {ArgumentError} if there is no name, or it is not an identifier
 */
export function parseParameter(assignment: string): { name: string; value: unknown } {
  const [, name, text = ''] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.*)$/su.exec(assignment) ?? [];
  if (name === undefined) {
    throw new ArgumentError(`--param: expected name=value, such as epochs=3; received "${assignment}".`);
  }
  try {
    return { name, value: JSON.parse(text) };
  } catch {
    return { name, value: text };
  }
}

/**
 * Adds the cell that sets the parameters, in place of the one of an earlier run. What the cell tagged `parameters`
 * declares with `let` or `var` is assigned; anything else is declared.
 * @returns the names that the cell tagged `parameters` does not declare: probably slips
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): string[] {
  const names = Object.keys(parameters);
  if (names.length === 0) return [];
  notebook.cells = notebook.cells.filter((cell) => !tagsOf(cell).includes('injected-parameters'));
  const at = notebook.cells.findIndex(
    (cell) => cell.cell_type === 'code' && tagsOf(cell).includes('parameters'),
  );
  const declared = at < 0 ? '' : joinText(notebook.cells[at]?.source);
  const lines = names.map((name) => {
    const assignable = declares(declared, name, 'let|var');
    return `${assignable ? '' : 'const '}${name} = ${JSON.stringify(parameters[name])};`;
  });
  const source = splitText(['// Parameters', ...lines].join('\n'));
  const taken = new Set(notebook.cells.flatMap(({ id }) => id ?? []));
  const cell: Cell = {
    cell_type: 'code',
    execution_count: null,
    id: newCellId({ cell_type: 'code', source }, taken),
    metadata: { tags: ['injected-parameters'] },
    outputs: [],
    source,
  };
  notebook.cells.splice(at + 1, 0, cell);
  return at < 0 ? [] : names.filter((name) => !declares(declared, name, 'let|var|const'));
}

/** Whether code declares a name, also as one of several: `let a = 1, b = 2`. */
function declares(code: string, name: string, keywords: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`\\b(?:${keywords})\\s+(?:[^;\\n]*,\\s*)?${escaped}\\s*(?:[=:;,]|$)`, 'm').test(code);
}
