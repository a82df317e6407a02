import { expect, test } from 'vitest';
import type { Cell, Notebook } from '../../kernel/runner/notebook.js';
import { injectParameters, parseParameter } from '../../kernel/runner/parameters.js';

const code = (source: string, ...tags: string[]): Cell => ({ cell_type: 'code', metadata: { tags }, source });
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const sources = ({ cells }: Notebook) =>
  cells.map(({ source }) => (Array.isArray(source) ? source.join('') : source));

test.each([
  ['epochs=3', 'epochs', 3],
  ['rates=[0.1,0.01]', 'rates', [0.1, 0.01]],
  ['name=my run', 'name', 'my run'],
  ['name="3"', 'name', '3'],
  ['empty=', 'empty', ''],
  ['año=2', 'año', 2],
  ['path=a=b', 'path', 'a=b'],
])('%s', (text, name, value) => {
  expect(parseParameter(text)).toEqual({ name, value });
});

test.each(['epochs', '=3', '3x=1', 'a-b=1', 'a;b=1'])('%s is refused', (text) => {
  expect(() => parseParameter(text)).toThrow('expected name=value');
});

test('assigned after the parameters cell where it declares with let, declared anew where it does not', () => {
  const made = notebook(
    code('1'),
    code('let epochs = 10, batchSize = 8;\nconst seed = 1;', 'parameters'),
    code('2'),
  );
  expect(injectParameters(made, { epochs: 3, batchSize: 4, seed: 7, epocs: 'x' })).toEqual(['epocs']);
  expect(sources(made)[2]).toBe(
    '// Parameters\nepochs = 3;\nbatchSize = 4;\nconst seed = 7;\nconst epocs = "x";',
  );
  expect(made.cells[2]).toMatchObject({
    metadata: { tags: ['injected-parameters'] },
    id: expect.stringMatching(/^\w{8}$/),
  });
});

test('a second run replaces the injected cell', () => {
  const made = notebook(code('let epochs = 10;', 'parameters'), code('2'));
  injectParameters(made, { epochs: 3 });
  injectParameters(made, { epochs: 4 });
  expect(sources(made)).toEqual(['let epochs = 10;', '// Parameters\nepochs = 4;', '2']);
});

test('without a parameters cell they are declared at the top; without parameters nothing changes', () => {
  const made = notebook(code('1'));
  expect(injectParameters(made, {})).toEqual([]);
  expect(injectParameters(made, { epochs: 3 })).toEqual([]);
  expect(sources(made)).toEqual(['// Parameters\nconst epochs = 3;', '1']);
});
