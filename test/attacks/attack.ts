/** A submission that would raise its score, or hurt others, with a grader that believes it. */
export interface Attack {
  name: string;
  /** What the student's cells hold instead of a solution, by the cell's id; others stay as they were given. */
  cells: Readonly<Record<string, string>>;
  /** What its answers are worth by themselves; 0 if left out. */
  honest?: number;
  /** Changes the notebook's file further. */
  change?(notebook: AttackedNotebook): void;
}

export interface AttackedCell {
  id?: string;
  cell_type: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface AttackedNotebook {
  cells: AttackedCell[];
  metadata: Record<string, unknown>;
}

/** The assignment that is attacked: `add` (2 points visible and hidden), `scale` (3 hidden), `label` (2 hidden). */
export const attackedCells: readonly { id: string; source: string }[] = [
  { id: 'setup', source: "import assert from 'node:assert/strict';\nconst values = [1, 2, 3.5];" },
  {
    id: 'add',
    source:
      '/** The sum. */\nfunction add(a: number, b: number): number {\n  // BEGIN SOLUTION\n  return a + b;\n  // END SOLUTION\n}',
  },
  {
    id: 'test-add',
    source:
      '// TEST: adds (2 points, 1 s)\nassert.equal(add(1, 2), 3);\n// BEGIN HIDDEN TESTS\nassert.equal(add(-17.25, 4), -13.25, "canary-7f31");\n// END HIDDEN TESTS',
  },
  {
    id: 'scale',
    source:
      '/** Every value times the factor. */\nfunction scale(numbers: number[], factor: number): number[] {\n  // BEGIN SOLUTION\n  return numbers.map((number) => number * factor);\n  // END SOLUTION\n}',
  },
  {
    id: 'test-scale',
    source:
      '// TEST: scales (3 points, hidden, 1 s)\nassert.deepEqual(scale(values, 3), [3, 6, 10.5]);\nassert.deepEqual(scale([], 3), [], "canary-7f31");',
  },
  {
    id: 'label',
    source:
      "/** What a number is called. */\nfunction label(index: number): string {\n  // BEGIN SOLUTION\n  return ['cat', 'dog', 'frog'][index] ?? 'unknown';\n  // END SOLUTION\n}",
  },
  {
    id: 'test-label',
    source:
      "// TEST: labels (2 points, hidden, 1 s)\nassert.equal(label(2), 'frog');\nassert.equal(label(9), 'unknown');",
  },
];

/** Solutions that are right. */
export const solutions: Readonly<Record<string, string>> = {
  add: 'function add(a: number, b: number): number { return a + b; }',
  scale:
    'function scale(numbers: number[], factor: number): number[] { return numbers.map((n) => factor * n); }',
  label: "function label(index: number): string { return ['cat', 'dog', 'frog'][index] ?? 'unknown'; }",
};

/** Cells that declare the names, with a common beginning. */
export function wrong(beginning: string, answer = 'undefined as any'): Record<string, string> {
  return {
    add: `${beginning}\nfunction add(a: number, b: number): any { return ${answer}; }`,
    scale: `function scale(numbers: number[], factor: number): any { return ${answer}; }`,
    label: `function label(index: number): any { return ${answer}; }`,
  };
}
