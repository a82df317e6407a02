import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { sandboxNotice } from '../sandbox/sandbox.js';

/** JUnit's XML: a suite a submission, a case a test. */
export function gradesAsJUnit(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
): string {
  const suites = grades.map((grade) => {
    if ('unreadable' in grade) {
      return suite(grade.submission, 1, 0, [
        `    <testcase name="notebook"><error message="${escaped(grade.unreadable)}"/></testcase>`,
      ]);
    }
    const cases = grade.tests.map(({ title, earned, points, message }) => {
      const name = escaped(`${title} (${earned} of ${points} points)`);
      const failure = earned < points ? `<failure message="${escaped(message)}"/>` : '';
      return `    <testcase classname="${escaped(assignment.name)}" name="${name}">${failure}</testcase>`;
    });
    const notice = sandboxNotice(grade.sandbox);
    if (notice !== undefined) cases.push(`    <system-out>${escaped(notice)}</system-out>`);
    return suite(
      grade.submission,
      0,
      grade.tests.filter(({ earned, points }) => earned < points).length,
      cases,
    );
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(name: string, errors: number, failures: number, cases: readonly string[]): string {
  const tests = cases.filter((text) => text.includes('<testcase ')).length;
  const counts = `tests="${tests}" errors="${errors}" failures="${failures}"`;
  return `  <testsuite name="${escaped(name)}" ${counts}>\n${cases.join('\n')}\n  </testsuite>`;
}

function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
