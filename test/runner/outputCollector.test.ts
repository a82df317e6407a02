import { expect, test } from 'vitest';
import type { Cell } from '../../kernel/runner/notebook.js';
import { OutputCollector } from '../../kernel/runner/outputCollector.js';

type Message = [type: string, content: Record<string, unknown>];

const stdout = (text: string): Message => ['stream', { name: 'stdout', text }];
const display = (text: string, id?: string, type = 'display_data'): Message => [
  type,
  { data: { 'text/plain': text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
];

function newCell(): Cell {
  return { cell_type: 'code', metadata: {}, source: '', outputs: [], execution_count: null };
}

function collect(...messages: Message[]): Cell {
  const cell = newCell();
  const collector = new OutputCollector();
  for (const [type, content] of messages) collector.take(cell, { type, content });
  collector.settle(cell);
  return cell;
}

test('a stream that goes on is one output, its lines a list; another stream or a result ends it', () => {
  const cell = collect(
    stdout('a\nb'),
    stdout('c\n'),
    ['stream', { name: 'stderr', text: 'e' }],
    stdout('d'),
    [
      'execute_result',
      { data: { 'text/plain': '1\n2', 'image/png': 'AAAA' }, metadata: { a: 1 }, execution_count: 3 },
    ],
  );
  expect(cell.outputs).toEqual([
    { output_type: 'stream', name: 'stdout', text: ['a\n', 'bc\n'] },
    { output_type: 'stream', name: 'stderr', text: ['e'] },
    { output_type: 'stream', name: 'stdout', text: ['d'] },
    {
      output_type: 'execute_result',
      data: { 'text/plain': ['1\n', '2'], 'image/png': 'AAAA' },
      metadata: { a: 1 },
      execution_count: 3,
    },
  ]);
});

test('an update reaches every output of its display id, in all cells, and no other', () => {
  const collector = new OutputCollector();
  const [first, second] = [newCell(), newCell()];
  const take = (cell: Cell, [type, content]: Message) => collector.take(cell, { type, content });
  take(first, display('old', 'x'));
  take(first, display('other', 'y'));
  take(second, display('old', 'x'));
  take(second, display('new', 'x', 'update_display_data'));
  const texts = [first, second].map(({ outputs }) =>
    outputs?.map((output) => 'data' in output && output.data['text/plain']),
  );
  expect(texts).toEqual([[['new'], ['other']], [['new']]]);
});

test('the display id is not written to the file', () => {
  expect(collect(display('a', 'x')).outputs).toEqual([
    { output_type: 'display_data', data: { 'text/plain': ['a'] }, metadata: {} },
  ]);
});

test('clear_output clears at once, or with wait when the next output comes', () => {
  expect(collect(stdout('a'), ['clear_output', { wait: false }]).outputs).toEqual([]);
  expect(collect(stdout('a'), ['clear_output', { wait: true }]).outputs).toHaveLength(1);
  expect(collect(stdout('a'), ['clear_output', { wait: true }], stdout('b')).outputs).toEqual([
    { output_type: 'stream', name: 'stdout', text: ['b'] },
  ]);
});

test('an error is kept with its traceback, and the count of execute_input', () => {
  const cell = collect(
    ['execute_input', { execution_count: 7 }],
    ['error', { ename: 'E', evalue: 'v', traceback: ['t'] }],
  );
  expect(cell.execution_count).toBe(7);
  expect(cell.outputs).toEqual([{ output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] }]);
});
