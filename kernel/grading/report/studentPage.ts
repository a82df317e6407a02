import type { Assignment } from '../assignment/assignment.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { sandboxNotice } from '../sandbox/sandbox.js';
import { pageStyle } from './pageStyle.js';
import { pageText } from './pageText.js';

/** What a student gets to see: points and messages, nothing of what hidden tests hold. No script, nothing from elsewhere. */
export function studentPage(assignment: Assignment, grade: Grade): string {
  const rows = grade.tests.map(({ title, earned, points, message }) => {
    const mark = earned === points ? 'passed' : earned > 0 ? 'part' : 'failed';
    return (
      `<tr class="${mark}"><td>${pageText(title)}</td><td class="number">${earned} / ${points}</td>` +
      `<td>${mark === 'passed' ? '✓' : mark === 'part' ? '◐' : '✗'}</td><td><pre>${pageText(message)}</pre></td></tr>`
    );
  });
  const problems = grade.problems.map(
    ({ cell, message }) => `<h3>Cell ${pageText(cell)}</h3><pre>${pageText(message)}</pre>`,
  );
  const remarks = grade.remarks.map(({ cell, text }) => `<li>${pageText(cell)}: ${pageText(text)}</li>`);
  const manual = grade.manual.map(
    ({ title, points }) => `<li>${pageText(title)}: ${points} points, judged by a person</li>`,
  );
  const notice = sandboxNotice(grade.sandbox);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${pageText(assignment.name)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<style>${pageStyle}</style></head><body>
<h1>${pageText(assignment.name)}</h1>
<p>${pageText(grade.submission)}</p>
<p class="score"><strong>${grade.earned}</strong> of ${grade.points} points</p>
${latenessText(grade)}
<table><thead><tr><th>Test</th><th>Points</th><th></th><th>Message</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${problems.length > 0 ? `<h2>Cells that failed</h2>${problems.join('\n')}` : ''}
${manual.length > 0 ? `<h2>Still to be judged</h2><ul>${manual.join('')}</ul>` : ''}
${remarks.length > 0 ? `<h2>Remarks</h2><ul>${remarks.join('')}</ul>` : ''}
<footer><small>Sandbox: ${grade.sandbox}${notice === undefined ? '' : `. ${pageText(notice)}`}</small></footer>
</body></html>
`;
}

function latenessText({ late }: Grade): string {
  if (late === undefined || late.lostShare === 0) return '';
  const percent = Math.round(late.lostShare * 100);
  return `<p>Handed in ${late.hours.toFixed(1)} hours late: ${late.before} points less ${percent} %.</p>`;
}
