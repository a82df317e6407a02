/** Grades in the forms that other systems read. */
import { ArgumentError } from '../../../src/errors.js';
import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { sandboxNotice } from '../sandbox/sandbox.js';
import { gradesAsCsv } from './csv.js';
import { gradesAsJUnit } from './junit.js';

type Grades = readonly (Grade | UnreadableSubmission)[];

/** Every form by its name; those of systems that grade one submission at a time take one. */
const writers = {
  csv: gradesAsCsv,
  junit: gradesAsJUnit,
  gradescope: (_, grades) => json(gradescope(only('gradescope', grades))),
  prairielearn: (_, grades) => json(prairieLearn(only('prairielearn', grades))),
  autolab: (_, grades) => `${JSON.stringify(autolab(only('autolab', grades)))}\n`,
  coursera: (_, grades) => json(coursera(only('coursera', grades))),
} satisfies Record<string, (assignment: Assignment, grades: Grades) => string>;

type TextFormat = keyof typeof writers;

/** nbgrader's is a database: nbgraderGradebook.ts. */
export type ReportFormat = TextFormat | 'nbgrader';

export const reportFormats: readonly ReportFormat[] = [...(Object.keys(writers) as TextFormat[]), 'nbgrader'];

/** @throws {ArgumentError} where a form takes one submission and there are more */
export function gradesAs(format: TextFormat, assignment: Assignment, grades: Grades): string {
  return writers[format](assignment, grades);
}

/** What Gradescope reads from results/results.json. Source: gradescope-autograders.readthedocs.io, "Output format". */
function gradescope(grade: Grade | UnreadableSubmission): object {
  if ('unreadable' in grade) return { score: 0, output: grade.unreadable, stdout_visibility: 'hidden' };
  return {
    score: grade.earned,
    execution_time: Math.round(grade.elapsedMs / 1000),
    output: [
      ...noticeOf(grade),
      ...grade.problems.map(({ cell, message }) => `${cell}: ${message}`),
      ...grade.remarks.map(({ cell, text }) => `${cell}: ${text}`),
    ].join('\n'),
    stdout_visibility: 'hidden',
    tests: grade.tests.map(({ title, earned, points, message }) => ({
      name: title,
      score: earned,
      max_score: points,
      status: earned === points ? 'passed' : 'failed',
      output: message,
      visibility: 'visible',
    })),
  };
}

/** What PrairieLearn reads from results/results.json: a share of 1, and points a test. */
function prairieLearn(grade: Grade | UnreadableSubmission): object {
  if ('unreadable' in grade) return { gradable: false, message: grade.unreadable };
  return {
    gradable: true,
    score: shareOf(grade),
    output: noticeOf(grade).join(''),
    tests: grade.tests.map(({ title, earned, points, message }) => ({
      name: title,
      points: earned,
      max_points: points,
      message,
    })),
  };
}

/** The line that Autolab reads last: points by problem. */
function autolab(grade: Grade | UnreadableSubmission): object {
  if ('unreadable' in grade) return { scores: {} };
  return { scores: Object.fromEntries(grade.tests.map(({ title, earned }) => [title, earned])) };
}

/** What Coursera reads from feedback.json: a share of 1 and a text. */
function coursera(grade: Grade | UnreadableSubmission): object {
  if ('unreadable' in grade) {
    return { fractionalScore: 0, feedback: grade.unreadable, feedbackType: 'TXT' };
  }
  const lines = grade.tests.map(
    ({ title, earned, points, message }) => `${title}: ${earned} of ${points} points. ${message}`,
  );
  return {
    fractionalScore: shareOf(grade),
    feedback: [...noticeOf(grade), ...lines].join('\n'),
    feedbackType: 'TXT',
  };
}

/** A grade says what it was graded in, unless that is bubblewrap's sandbox. */
function noticeOf({ sandbox }: Grade): string[] {
  const notice = sandboxNotice(sandbox);
  return notice === undefined ? [] : [notice];
}

function shareOf({ earned, points }: Grade): number {
  return points === 0 ? 1 : earned / points;
}

function only(format: string, grades: Grades): Grade | UnreadableSubmission {
  if (grades.length === 1) return grades[0]!;
  throw new ArgumentError(`--format ${format} is about one submission; ${grades.length} were given.`);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
