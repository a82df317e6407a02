/** Grades in nbgrader's gradebook, through nbgrader's own Python API: what is in the database of other assignments stays. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProcess } from '../../../src/engine/native/runProcess.js';
import { ArgumentError, DataError, EngineError } from '../../../src/errors.js';
import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';

const missing = 127;

/** What the program below is told. */
interface GradebookEntries {
  assignment: string;
  cells: { name: string; points: number; type: string }[];
  submissions: {
    student: string;
    /** By the cell's name; what is judged by a person is left out. */
    scores: Record<string, number>;
    penalty: number;
  }[];
}

/**
 * Writes assignment, questions, students and scores; those that are there already are renewed. Unreadable submissions are
 * left out.
 * @param file the SQLite database; made if there is none
 * @throws {ArgumentError} if two submissions are of the same student
 * @throws {EngineError} if nbgrader is not installed for `python3`
 * @throws {DataError} if nbgrader refuses
 */
export async function writeGradebook(
  file: string,
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-gradebook-'));
  try {
    const entries = path.join(folder, 'entries.json');
    await writeFile(entries, JSON.stringify(entriesOf(assignment, grades)));
    const { code, output } = await runProcess('python3', ['-c', program, path.resolve(file), entries]);
    if (code === missing) {
      throw new EngineError(
        'nbgrader is not installed for python3, which --format nbgrader needs. Install it (pip install nbgrader), or ' +
          'activate the environment in which it is.',
      );
    }
    if (code !== 0) throw new DataError(`nbgrader does not write ${file}:\n${output.trim()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function entriesOf(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
): GradebookEntries {
  const names = new Map<string, string>();
  const cells = assignment.cells.flatMap(({ id, gradeId, type, test, manual }) => {
    const points = test?.points ?? manual?.points;
    if (points === undefined) return [];
    const name = gradeId ?? id;
    names.set(id, name);
    return [{ name, points, type }];
  });
  const seen = new Map<string, string>();
  const submissions = grades.flatMap((grade) => {
    if ('unreadable' in grade) return [];
    const student = studentOf(grade.submission, assignment.name);
    const other = seen.get(student);
    if (other !== undefined) {
      throw new ArgumentError(
        `--format nbgrader: ${other} and ${grade.submission} are both of the student "${student}".`,
      );
    }
    seen.set(student, grade.submission);
    const scores = Object.fromEntries(grade.tests.map(({ id, earned }) => [names.get(id) ?? id, earned]));
    const penalty = grade.tests.reduce((sum, { earned }) => sum + earned, 0) - grade.earned;
    return [{ student, scores, penalty }];
  });
  return { assignment: assignment.name, cells, submissions };
}

/**
 * `submitted/anna/ps1/homework.ipynb` and `anna/homework.ipynb` are of anna, where the notebook is called as the
 * assignment, and so is `anna.ipynb`.
 */
function studentOf(submission: string, assignment: string): string {
  const parts = path.resolve(submission).split(path.sep);
  const submitted = parts.lastIndexOf('submitted');
  // nbgrader's own folders.
  if (submitted >= 0 && submitted === parts.length - 4) return parts[submitted + 1]!;
  const name = path.basename(submission, '.ipynb');
  if (name !== assignment) return name;
  return parts.slice(0, -1).findLast((folder) => folder !== assignment && folder !== '') ?? name;
}

const program = `
import json, os, sys
# nbgrader asks the program alembic for the database's version.
os.environ["PATH"] += os.pathsep + os.path.dirname(sys.executable)
try:
    from nbgrader.api import Gradebook, Grade, MissingEntry
except ImportError:
    sys.exit(${missing})
file, entries = sys.argv[1:]
with open(entries, encoding="utf8") as f:
    told = json.load(f)
name = told["assignment"]
with Gradebook("sqlite:///" + file) as gradebook:
    gradebook.update_or_create_assignment(name)
    gradebook.update_or_create_notebook(name, name)
    cells = {}
    for cell in told["cells"]:
        cells[cell["name"]] = gradebook.update_or_create_grade_cell(
            cell["name"], name, name, max_score=cell["points"], cell_type=cell["type"])
    for submission in told["submissions"]:
        student = submission["student"]
        gradebook.update_or_create_student(student)
        submitted = gradebook.update_or_create_submission(name, student)
        notebook = next(one for one in submitted.notebooks if one.name == name)
        notebook.late_submission_penalty = submission["penalty"]
        for cell in cells:
            try:
                grade = gradebook.find_grade(cell, name, name, student)
            except MissingEntry:
                # The question is newer than the submission.
                grade = Grade(cell_id=cells[cell].id, notebook=notebook)
                gradebook.db.add(grade)
            if cell in submission["scores"]:
                grade.auto_score = submission["scores"][cell]
                grade.needs_manual_grade = False
    gradebook.db.commit()
`;
