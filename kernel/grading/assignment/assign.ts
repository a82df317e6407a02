/** A master notebook → the students' notebook and the grader's assignment, proven to fit together. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataError } from '../../../src/errors.js';
import { joinText, type Notebook, readNotebook, replaceFile, writeNotebook } from '../../runner/notebook.js';
import { gradeSubmission } from '../grade/gradeSubmission.js';
import { Processes } from '../grade/processes.js';
import { SubmissionLanguage } from '../grade/submissionLanguage.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import { type EnclosedFiles, encloseFiles, releaseFiles } from '../values/enclosedFiles.js';
import { type Assignment, automaticPoints } from './assignment.js';
import { fromOtter, isOtterNotebook } from './otterCells.js';
import { readMaster } from './readMaster.js';
import { solutionLines } from './solutions.js';
import { studentVersion } from './studentVersion.js';

export interface AssignResult {
  student: string;
  assignment: string;
  points: number;
  /** Settings of otter's that were not taken over. */
  ignored: string[];
}

/** The grader's file, beside which nothing else is needed. */
const assignmentName = 'assignment.json';
const format = 'cuaderno-assignment';

/**
 * Writes `student/NAME.ipynb`, with the files that belong to it, and `grader/assignment.json` into a folder.
 * @throws {DataError} unless the master earns every point and the students' version none, and where something of a
 * solution or a hidden test would be left in the students' version
 */
export async function assign(masterFile: string, folder: string, kind: SandboxKind): Promise<AssignResult> {
  const { notebook, indent, endsWithNewline } = await readNotebook(masterFile);
  const name = path.basename(masterFile, '.ipynb');
  const otter = isOtterNotebook(notebook) ? fromOtter(notebook, name) : undefined;
  const master = otter?.notebook ?? notebook;
  const assignment: Assignment = {
    ...(await readMaster(master, otter?.name ?? name)),
    ...(await filesOf(notebook, path.dirname(path.resolve(masterFile)))),
  };
  const student = studentVersion(master, assignment);
  requireNothingLeft(master, student, assignment);
  await requireProof(assignment, master, student, kind);
  const studentFile = path.join(folder, 'student', `${name}.ipynb`);
  const assignmentFile = path.join(folder, 'grader', assignmentName);
  await mkdir(path.dirname(studentFile), { recursive: true });
  await writeNotebook({ notebook: student, indent, endsWithNewline }, studentFile);
  await releaseFiles(assignment.files ?? {}, path.dirname(studentFile));
  await replaceFile(assignmentFile, sealed(assignment));
  return {
    student: studentFile,
    assignment: assignmentFile,
    points: automaticPoints(assignment),
    ignored: otter?.ignored ?? [],
  };
}

/**
 * The assignment in a folder that `assign` wrote, or in the file itself.
 * @throws {DataError} if there is none, or if it was changed after it was written
 */
export async function readAssignment(place: string): Promise<Assignment> {
  const file = place.endsWith('.json') ? place : path.join(place, 'grader', assignmentName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new DataError(
      `There is no assignment at ${place}: ${file} cannot be read. Make one with: cuaderno assign MASTER.ipynb OUT`,
      { cause },
    );
  }
  const read = JSON.parse(text) as { format?: unknown; sha256?: unknown; assignment?: Assignment };
  if (read.format !== format || read.assignment === undefined) {
    throw new DataError(`${file} is no assignment of cuaderno's.`);
  }
  if (digestOf(read.assignment) !== read.sha256) {
    throw new DataError(`${file} was changed after it was written. Make it anew with cuaderno assign.`);
  }
  return read.assignment;
}

/**
 * The files that a master names in its metadata, beside itself:
 * `"cuaderno": { "files": ["backbone.keras"], "sealedFiles": ["held-out.zip"] }`
 */
async function filesOf(
  { metadata }: Notebook,
  folder: string,
): Promise<{ files?: EnclosedFiles; sealedFiles?: EnclosedFiles }> {
  const { files, sealedFiles } = (metadata.cuaderno ?? {}) as { files?: unknown; sealedFiles?: unknown };
  const [given, secret] = [namesIn(files, 'files'), namesIn(sealedFiles, 'sealedFiles')];
  const both = given.find((name) => secret.includes(name));
  if (both !== undefined) throw new DataError(`${both} cannot be both a student's file and a sealed one.`);
  return {
    ...(given.length > 0 ? { files: await encloseFiles(folder, given) } : {}),
    ...(secret.length > 0 ? { sealedFiles: await encloseFiles(folder, secret) } : {}),
  };
}

function namesIn(value: unknown, key: string): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new DataError(`The notebook's metadata, cuaderno.${key}: expected a list of file names.`);
}

function sealed(assignment: Assignment): string {
  return `${JSON.stringify({ format, version: 1, sha256: digestOf(assignment), assignment }, null, 1)}\n`;
}

function digestOf(assignment: Assignment): string {
  return createHash('sha256').update(JSON.stringify(assignment)).digest('hex');
}

/** No line of a solution or of a hidden test is anywhere in the students' file, but for what they are given elsewhere. */
function requireNothingLeft(master: Notebook, student: Notebook, assignment: Assignment): void {
  const text = JSON.stringify(student);
  const given = new Set(
    assignment.cells.flatMap(({ released }) => released.split('\n').map((line) => line.trim())),
  );
  const secret = [
    ...master.cells.flatMap((cell) => solutionLines(joinText(cell.source))),
    ...assignment.cells.flatMap(({ test }) => test?.hidden?.source.split('\n') ?? []),
  ];
  for (const line of secret.map((secretLine) => secretLine.trim())) {
    // What says nothing: brackets and the like.
    if (line.length < 8 || given.has(line)) continue;
    if (text.includes(JSON.stringify(line).slice(1, -1))) {
      throw new DataError(
        `The students' version would contain this line of a solution or a hidden test:\n${line}`,
      );
    }
  }
}

/** The master earns everything, the students' version nothing. */
async function requireProof(
  assignment: Assignment,
  master: Notebook,
  student: Notebook,
  kind: SandboxKind,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-proof-'));
  const language = new SubmissionLanguage(folder);
  const processes = new Processes(assignment, { kind }, 1, 2);
  try {
    const points = automaticPoints(assignment);
    const full = await gradeSubmission(assignment, master, 'master', { kind, language, processes });
    if (full.earned !== points) {
      const failed = full.tests.filter(({ earned, points }) => earned < points);
      const problems = full.problems.map(({ cell, details }) => `cell ${cell}: ${details}`);
      throw new DataError(
        `The master earns ${full.earned} of ${points} points.\n` +
          [...failed.map(({ title, details }) => `${title}: ${details}`), ...problems].join('\n'),
      );
    }
    const none = await gradeSubmission(assignment, student, 'student', { kind, language, processes });
    const broken = none.problems.filter(({ isCompileError }) => isCompileError);
    if (broken.length > 0) {
      const shown = broken.map(({ cell, message }) => `cell ${cell}: ${message}`);
      throw new DataError(`The students' version does not compile:\n${shown.join('\n')}`);
    }
    const passed = none.tests.filter(({ earned }) => earned > 0);
    if (passed.length > 0) {
      throw new DataError(
        `The students' version earns ${none.earned} points before anything is written: ` +
          `${passed.map(({ title }) => title).join(', ')}.`,
      );
    }
  } finally {
    await Promise.all([language.close(), processes.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}
