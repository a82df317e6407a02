import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CheckedNotebook } from '../../kernel/grading/check/checkNotebook.js';

const command = path.resolve(import.meta.dirname, '../../scripts/cuaderno.mjs');
const sources = [
  "import assert from 'node:assert/strict';\nfunction two(): number { return 2; }",
  '// TEST: gives two (2 points)\nassert.equal(two(), 2);',
  "function three(): number {\n  // Your code here.\n  throw new Error('Not written yet.');\n}",
  '// TEST: gives three (1 point)\nassert.equal(three(), 3);',
  "const four: number = JSON.parse('[');",
  '// TEST: gives four (1 point)\nassert.equal(four, 4);',
  '// TEST: gives half (4 points)\n2;',
];

it('check runs the visible tests and says which cell is to be mended', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'check-'));
  try {
    const cells = sources.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      // A checksum that is not the cell's: it was changed.
      metadata: index === 6 ? { nbgrader: { grade: true, points: 4, checksum: 'f'.repeat(32) } } : {},
      source,
      outputs: [],
      execution_count: null,
    }));
    const file = path.join(folder, 'homework.ipynb');
    await writeFile(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const json = spawnSync(process.execPath, [command, 'check', file, '--json'], { encoding: 'utf8' });
    expect(json.status, json.stderr).toBe(1);
    const checked = JSON.parse(json.stdout) as CheckedNotebook;
    expect(checked.tests.map(({ title, earned, hints }) => ({ title, earned, hints }))).toEqual([
      { title: 'gives two', earned: 2, hints: [] },
      { title: 'gives three', earned: 0, hints: ['three is still to be written, in cell 3.'] },
      {
        title: 'gives four',
        earned: 0,
        hints: ['four comes from cell 5, which failed: mend that one first.'],
      },
      {
        title: 'gives half',
        earned: 2,
        hints: ['This test was changed. When it is graded, the test that you were given runs.'],
      },
    ]);
    expect(checked.unwritten).toEqual(['cell 3']);
    expect(checked.failed.map(({ cell }) => cell)).toEqual(['cell 5']);
    const text = spawnSync(process.execPath, [command, 'check', file], { encoding: 'utf8' });
    expect(text.stdout).toContain('✓ gives two (2 of 2 points)');
    expect(text.stdout).toContain('1 of 4 tests pass. More tests may run when it is graded.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
