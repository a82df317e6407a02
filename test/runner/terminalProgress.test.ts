import { expect, test } from 'vitest';
import type { CellProgress } from '../../kernel/runner/executeNotebook.js';
import { lastHeading } from '../../kernel/runner/executeNotebook.js';
import { duration, terminalProgress } from '../../kernel/runner/terminalProgress.js';

const cell: CellProgress = {
  number: 2,
  total: 5,
  title: 'Entrenar',
  cell: { cell_type: 'code', metadata: {}, source: '' },
};
const stream = (text: string) => ({ type: 'stream', content: { name: 'stdout', text } });

function record(isTTY: boolean): { text: () => string; hooks: ReturnType<typeof terminalProgress> } {
  let written = '';
  const hooks = terminalProgress({ isTTY, columns: 80, write: (text) => (written += text) });
  return { text: () => written, hooks };
}

test('elsewhere than on a terminal: a line for the cell, one for each finished line of output, one at the end', () => {
  const { text, hooks } = record(false);
  hooks.onCellStart(cell);
  hooks.onOutput(cell, stream('1/9\r2/9'));
  hooks.onOutput(cell, stream('\r9/9\nlast'));
  hooks.onOutput(cell, { type: 'execute_result', content: { data: { 'text/plain': '42' } } });
  hooks.onCellEnd(cell, 12_300);
  expect(text()).toBe('[2/5] Entrenar\n9/9\nlast42\n✓ [2/5] Entrenar · 12 s\n');
});

test('on a terminal the status gives way to output and comes back under it', () => {
  const { text, hooks } = record(true);
  hooks.onCellStart(cell);
  hooks.onOutput(cell, stream('one\n'));
  hooks.onOutput(cell, stream('open'));
  hooks.onOutput(cell, stream(' line\n'));
  hooks.onCellEnd(cell, 500, { name: 'Error', message: '', traceback: [] });
  const status = '\r\x1b[K\x1b[2m[2/5] Entrenar · 0.0 s\x1b[22m';
  const expected = `${status}\r\x1b[Kone\n${status}\r\x1b[Kopen line\n${status}\r\x1b[K✗ [2/5] Entrenar · 0.5 s · Error\n`;
  expect(text()).toBe(expected);
});

test('durations', () => {
  expect([440, 59_400, 185_000, 3_599_900].map(duration)).toEqual([
    '0.4 s',
    '59 s',
    '3 min 05 s',
    '60 min 00 s',
  ]);
});

test('headings lose their marks, and a # inside a fence is none', () => {
  expect(lastHeading('# One\n## **Two** `x` [link](y) with $a_1 * b_1$ #\ntext')).toBe(
    'Two x link with $a_1 * b_1$',
  );
  expect(lastHeading('# One\n```\n# not this\n```')).toBe('One');
  expect(lastHeading('plain')).toBeUndefined();
});
