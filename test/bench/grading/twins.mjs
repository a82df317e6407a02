/** The same assignment for cuaderno and for nbgrader: five functions to write, each with a test, ten cells together. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const questions = 5;

/** @returns where the assignment is, and the submissions, all of them right */
export async function ourCourse(folder, count) {
  const { assign } = await import('../../../dist/kernel/grading/assignment/assign.js');
  const { availableSandbox } = await import('../../../dist/kernel/grading/sandbox/sandbox.js');
  const sources = Array.from({ length: questions }, (_, n) => [
    `function add${n}(x: number): number {\n  // BEGIN SOLUTION\n  return x + ${n};\n  // END SOLUTION\n}`,
    `// TEST: adds ${n} (1 point)\nif (add${n}(1) !== ${n + 1}) throw new Error('1 + ${n} is not ' + add${n}(1));`,
  ]).flat();
  const cells = sources.map((source, index) => codeCell(`cell-${index}`, source));
  const master = path.join(folder, 'homework.ipynb');
  const kernelspec = { name: 'cuaderno', display_name: 'TypeScript (cuaderno)', language: 'typescript' };
  await mkdir(path.join(folder, 'submissions'), { recursive: true });
  await writeFile(master, notebook(cells, { kernelspec }));
  const { student } = await assign(master, folder, availableSandbox());
  const submission = JSON.parse(await readFile(student, 'utf8'));
  for (const [n, cell] of submission.cells.filter((_, index) => index % 2 === 0).entries()) {
    cell.source = `function add${n}(x: number): number {\n  return ${n} + x;\n}`;
  }
  const files = Array.from({ length: count }, (_, n) =>
    path.join(folder, 'submissions', `student${n}.ipynb`),
  );
  for (const file of files) await writeFile(file, JSON.stringify(submission));
  return files;
}

/** Writes nbgrader's `source` folder; after its generate_assignment, `theirSubmissions` writes what students hand in. */
export async function theirCourse(folder) {
  const cells = Array.from({ length: questions }, (_, n) => [
    codeCell(
      `solution-${n}`,
      `def add${n}(x):\n    ### BEGIN SOLUTION\n    return x + ${n}\n    ### END SOLUTION`,
      {
        nbgrader: { ...marks, grade_id: `add${n}`, solution: true },
      },
    ),
    codeCell(`test-${n}`, `assert add${n}(1) == ${n + 1}`, {
      nbgrader: { ...marks, grade_id: `test${n}`, grade: true, locked: true, points: 1 },
    }),
  ]).flat();
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  await mkdir(path.join(folder, 'source', 'homework'), { recursive: true });
  await writeFile(path.join(folder, 'source', 'homework', 'homework.ipynb'), notebook(cells, { kernelspec }));
}

export async function theirSubmissions(folder, count) {
  const released = path.join(folder, 'release', 'homework', 'homework.ipynb');
  const submission = JSON.parse(await readFile(released, 'utf8'));
  for (const [n, cell] of submission.cells.filter((_, index) => index % 2 === 0).entries()) {
    cell.source = `def add${n}(x):\n    return ${n} + x`;
  }
  for (let n = 0; n < count; n++) {
    const place = path.join(folder, 'submitted', `student${n}`, 'homework');
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, 'homework.ipynb'), JSON.stringify(submission));
  }
}

const marks = { schema_version: 3, grade: false, solution: false, locked: false, task: false };

function codeCell(id, source, metadata = {}) {
  return { id, cell_type: 'code', metadata, source, outputs: [], execution_count: null };
}

function notebook(cells, metadata) {
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
}
