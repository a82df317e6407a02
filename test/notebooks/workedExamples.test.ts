/** Every worked example of the course is a cell that checks itself, a test, and a row of docs/course.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Cell {
  id: string;
  cell_type: string;
  source: string[];
  metadata: { tags?: string[] };
  execution_count?: number | null;
  outputs?: { output_type: string }[];
}

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs', 'course.md'), 'utf8');
const languages = ['es', 'en'] as const;

/** What the checks of each example must be about, as the cells write it. */
const numbers: Record<string, readonly string[]> = {
  W1: ['throws('],
  W2: ['[[4, 3, 4], [2, 4, 3], [2, 3, 4]]'],
  W3: ['[[8, 9, 4], [8, 3, 3], [6, 4, 7]]', 'padding', '[[8, 4], [6, 7]]'],
  W4: ['trueConvolution(image, composed)'],
  W5: ['[5, 3, undefined, 7]', '[null, 3, 3, 1]'],
  W6: ['280', '3600', '921_600', "'16×16×10', '28×28×10', '28×28×6', '30×30×4'", '[null, 16, 16, 6]'],
  W7: ['120_422_400', '2_408_448', '10_035_200', '12_443_648'],
  W8: ['273', '[[1, 0, -1], [2, 0, -2], [1, 0, -1]]', '[[1, 2, 1], [0, 0, 0], [-1, -2, -1]]'],
  W9: [
    '[[100, 184], [12, 45]]',
    '[[36, 80], [12, 15]]',
    '[[0, 28], [12, 2]]',
    '[[2, 0.75], [1.25, 1.75]]',
    '[[3, 1], [3, 3]]',
  ],
  W10: ['[[2, 1.75, 0.75], [2, 1, 1], [1.25, 0.75, 1.75]]'],
  W11: ['measured.shift < 1e-5', 'measured.turn > 0.1', 'measured.double > 0.1'],
  W12: ['[5, 5, 1]', '[null, 9, 9, 1]', 'receptiveFieldByGradient'],
  W13: ['difference < 1e-5'],
  W14: ['[0.5, 0.2]', '1 - rate'],
  W15: ['batchNormalization', 'layerNormalization', 'instanceNormalization', 'groupNormalization', 'γ'],
  W16: ["'sigmoid', 'tanh', 'relu'", 'softmax', 'oneLayer'],
  W17: ['klDivergence', 'categoricalCrossentropy', 'binaryCrossentropy', '[0, 0, 1, 0]'],
  W18: ['gradientNorms', 'residual'],
  W19: ['byBackpropagation', 'Math.ceil(100 / batchSize)', 'rmsprop', 'momentum'],
  W20: ["'overfitting'", "'noLearning'", "'notConverged'", "'slowStart'", "'diverging'", 'bestEpoch'],
};
const examples = Object.keys(numbers);

/** Every cell of the course, with its notebook. */
function cellsOf(language: string): (Cell & { notebook: string })[] {
  const folder = path.join(root, 'notebooks', language);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .flatMap((name) =>
      (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { cells: Cell[] }).cells.map((cell) => ({
        ...cell,
        notebook: name.slice(0, 2),
      })),
    );
}

describe('the worked examples', () => {
  it('are twenty', () => {
    expect(examples).toEqual(Array.from({ length: 20 }, (_, index) => `W${index + 1}`));
  });

  describe.each(languages)('in the notebooks, %s', (language) => {
    const cells = cellsOf(language);
    it.each(examples)('%s is checked in a cell that ran', (example) => {
      const tagged = cells.filter((cell) => cell.metadata.tags?.includes(example));
      const source = tagged.map((cell) => cell.source.join('')).join('\n');
      expect(source).toMatch(/\b(ok|equal|deepEqual|near|throws|shows)\(/);
      for (const number of numbers[example]!) expect(source).toContain(number);
      for (const cell of tagged) {
        expect(cell.execution_count).toBeGreaterThan(0);
        expect(cell.outputs?.filter((output) => output.output_type === 'error')).toEqual([]);
      }
    });
  });

  it.each(examples)('docs/course.md says where %s stands, and it is there', (example) => {
    const row = page.split('\n').find((line) => line.startsWith(`| ${example} |`));
    const [, , , where = '', tests = ''] = row?.split('|') ?? [];
    const [notebook, ids = ''] = where.trim().split(':');
    const named = [...ids.matchAll(/`(\w+)`/g)].map(([, id]) => id);
    const tagged = cellsOf('en').filter((cell) => cell.metadata.tags?.includes(example));
    expect(named).toEqual(tagged.map(({ id }) => id));
    expect(new Set(tagged.map((cell) => cell.notebook))).toEqual(new Set([notebook]));
    const files = [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => path.join(root, 'docs', file!));
    expect(files.length).toBeGreaterThan(0);
    const title = new RegExp(
      `(describe|it|it\\.each\\([\\s\\S]*?\\))\\(\\s*['"\`][^'"\`\\n]*\\b${example}\\b`,
    );
    for (const file of files) expect(readFileSync(file, 'utf8')).toMatch(title);
  });
});

it('docs/course.md shows every notebook, with a picture that is there', () => {
  for (const language of languages) {
    for (const name of readdirSync(path.join(root, 'notebooks', language)).filter((one) =>
      one.endsWith('.ipynb'),
    )) {
      expect(page).toContain(`../notebooks/${language}/${name}`);
    }
  }
  const pictures = [...page.matchAll(/src="([^"]+)"/g)].map(([, source]) => source!);
  expect(pictures.length).toBeGreaterThan(7);
  expect(pictures.filter((picture) => !existsSync(path.join(root, 'docs', picture)))).toEqual([]);
});
