/** Submissions drawn from templates by a seed, each with the points that it must earn: honest, wrong, broken, hostile and
 *  mixed ones, for the assignment that test/attacks is about. */
import type { AttackedNotebook } from '../attacks/attack.js';
import { attackedNotebook } from './attackedAssignment.js';

export interface GeneratedSubmission {
  text: string;
  /** Points, or that the file is no notebook. */
  expected: number | 'unreadable';
  /** What it was made of, for messages. */
  recipe: string;
}

type Question = 'add' | 'scale' | 'label';
type Kind = 'honest' | 'wrong' | 'broken' | 'hostile';

const points: Readonly<Record<Question, number>> = { add: 2, scale: 3, label: 2 };
const questions = Object.keys(points) as Question[];
const heads: Readonly<Record<Question, string>> = {
  add: 'function add(a: number, b: number): any',
  scale: 'function scale(numbers: number[], factor: number): any',
  label: 'function label(index: number): any',
};

const honest: Readonly<Record<Question, readonly string[]>> = {
  add: [
    'function add(a: number, b: number): number { return a + b; }',
    'const add = (a: number, b: number): number => [a, b].reduce((sum, one) => sum + one, 0);',
    'let calls = 0;\nfunction add(a: number, b: number) { calls++; console.log("called", calls); return b - -a; }',
  ],
  scale: [
    'const scale = (numbers: number[], factor: number) => numbers.map((one) => one * factor);',
    'function scale(numbers: number[], factor: number): number[] {\n  const scaled: number[] = [];\n  for (const one of numbers) scaled.push(one * factor);\n  return scaled;\n}',
    'async function later(): Promise<number> { return 1; }\nconst one = await later();\nfunction scale(numbers: number[], factor: number) { return Array.from(numbers, (x) => x * factor * one); }',
  ],
  label: [
    "function label(index: number): string { return ['cat', 'dog', 'frog'][index] ?? 'unknown'; }",
    "const names = new Map([[0, 'cat'], [1, 'dog'], [2, 'frog']]);\nconst label = (index: number) => names.get(index) ?? 'unknown';",
    "function label(index: number) {\n  switch (index) {\n    case 0: return 'cat';\n    case 1: return 'dog';\n    case 2: return 'frog';\n    default: return 'unknown';\n  }\n}",
  ],
};

const wrong: Readonly<Record<Question, readonly string[]>> = {
  add: ['{ return a - b; }', '{ return 3; }', '{ return String(a + b); }', '{ return a === 1 ? 3 : 0; }'],
  scale: ['{ return numbers; }', '{ return numbers.map((x) => x + factor); }', '{ return [3, 6, 10.5]; }'],
  label: ["{ return 'frog'; }", "{ return ['cat', 'dog', 'frog'][index]; }", '{ return index; }'],
};

const broken = [
  '{ return (; }',
  "{ const wrongType: number = 'text'; return wrongType; }",
  "{ throw new Error('not yet'); }",
  '{ return notDeclaredAnywhere; }',
  '{ for (;;) { /* spends what it has */ } }',
  '{ return new Promise(() => {}); }',
];

/** Before the function and in its place; what they do stays within their own question. */
const hostile: readonly { before?: string; body: string }[] = [
  { body: '{ process.exit(0); }' },
  { before: 'process.exit(0);', body: '{ return 7; }' },
  { body: '{ process.abort(); }' },
  { before: "import fs from 'node:fs';", body: "{ fs.writeSync(3, '[[[\\n'); return 3; }" },
  {
    before: "import fs from 'node:fs';",
    body: '{ fs.writeSync(3, \'{"id":1,"value":3}\\n\'); return undefined; }',
  },
  { body: "{ return { valueOf: () => 3, toString: () => 'frog', toJSON: () => 3 }; }" },
  { body: '{ return new Proxy({}, { get: () => () => 3 }); }' },
  { body: "{ throw Object.assign(new Error('Passed.'), { name: '', earned: 100 }); }" },
  { body: '{ return Number.NaN; }' },
  { before: "console.log('::set-output name=points::7\\nok 1 - adds');", body: '{ return undefined; }' },
  { before: 'Object.is = () => true;', body: '{ return undefined; }' },
];

/** What is done to the file besides; points that are lost with it. */
const changes: readonly { name: string; lost?: Question; change(notebook: AttackedNotebook): void }[] = [
  {
    name: 'tests deleted',
    change(notebook) {
      notebook.cells = notebook.cells.filter(({ id }) => !id?.startsWith('test'));
    },
  },
  {
    name: 'tests edited',
    change({ cells }) {
      for (const cell of cells) if (cell.id?.startsWith('test')) cell.source = '// TEST: adds (100 points)\n';
    },
  },
  { name: 'cells reversed', change: ({ cells }) => void cells.reverse() },
  { name: 'cells doubled', change: ({ cells }) => void cells.push(...structuredClone(cells)) },
  {
    name: 'ids lost',
    change({ cells }) {
      for (const cell of cells) delete cell.id;
    },
  },
  {
    name: 'scale deleted',
    lost: 'scale',
    change(notebook) {
      notebook.cells = notebook.cells.filter(({ id }) => id !== 'scale');
    },
  },
  {
    name: 'label turned into text',
    lost: 'label',
    change({ cells }) {
      for (const cell of cells) if (cell.id === 'label') cell.cell_type = 'markdown';
    },
  },
  {
    name: 'outputs forged',
    change({ cells }) {
      for (const cell of cells)
        if (cell.outputs) cell.outputs = [{ output_type: 'stream', name: 'stdout', text: '7/7' }];
    },
  },
];

/** @param student the students' version, as a file's text */
export function generatedSubmissions(student: string, count: number, seed: number): GeneratedSubmission[] {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const kinds: readonly Kind[] = ['honest', 'wrong', 'broken', 'hostile'];
  return Array.from({ length: count }, (_, index) => {
    // A fifth of each kind, the rest mixed.
    const whole = kinds[index % 5];
    let expected = 0;
    const recipe: string[] = [whole ?? 'mixed'];
    const cells: Record<string, string> = {};
    for (const question of questions) {
      const kind = whole ?? pick(kinds);
      const source = cellOf(question, kind, pick);
      cells[question] = source;
      if (kind === 'honest') expected += points[question];
      recipe.push(`${question}: ${kind} ${source}`);
    }
    if (index % 25 === 24) return { text: '{"cells": [', expected: 'unreadable', recipe: 'half a file' };
    const change = random() < 0.4 ? pick(changes) : undefined;
    if (change?.lost !== undefined && recipe.some((line) => line.startsWith(`${change.lost}: honest`))) {
      expected -= points[change.lost];
    }
    recipe.push(change?.name ?? 'the file as it was given');
    const text = attackedNotebook(student, { name: '', cells, change: change?.change.bind(change) }, 0);
    return { text, expected, recipe: recipe.join('\n') };
  });
}

function cellOf(question: Question, kind: Kind, pick: <T>(from: readonly T[]) => T): string {
  const head = heads[question];
  if (kind === 'honest') return pick(honest[question]);
  if (kind === 'wrong') return `${head} ${pick(wrong[question])}`;
  if (kind === 'broken') return `${head} ${pick(broken)}`;
  const { before = '', body } = pick(hostile);
  return `${before}\n${head} ${body}`;
}

/** Mulberry32: the same draws everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
