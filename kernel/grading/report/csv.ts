import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';

/** A line a submission, a column a test. */
export function gradesAsCsv(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
): string {
  const tests = assignment.cells.flatMap(({ id, test }) =>
    test === undefined ? [] : [{ id, title: test.title }],
  );
  const hasDueTime = grades.some((grade) => 'late' in grade);
  const lateColumns = hasDueTime ? ['before lateness', 'hours late'] : [];
  const titles = tests.map(({ title }) => title);
  const header = ['submission', 'earned', 'points', ...titles, 'remarks', 'sandbox', ...lateColumns];
  const lines = grades.map((grade) => {
    if ('unreadable' in grade)
      return [
        grade.submission,
        '',
        '',
        ...tests.map(() => ''),
        grade.unreadable,
        '',
        ...lateColumns.map(() => ''),
      ];
    const earned = new Map(grade.tests.map((test) => [test.id, test.earned]));
    const remarks = grade.remarks.map(({ kind, cell }) => `${kind} ${cell}`).join('; ');
    const byTest = tests.map(({ id }) => earned.get(id) ?? 0);
    const { late, sandbox } = grade;
    const lateness = hasDueTime ? [late?.before ?? '', late === undefined ? '' : late.hours.toFixed(2)] : [];
    return [grade.submission, grade.earned, grade.points, ...byTest, remarks, sandbox, ...lateness];
  });
  return [header, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins like a formula for one. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
