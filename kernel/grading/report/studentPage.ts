import { escapeHtml } from '../../../src/display/escapeHtml.js';
import type { Assignment } from '../assignment/assignment.js';
import type { Grade } from '../grade/gradeSubmission.js';

/** What a student gets to see: points and messages, nothing of what hidden tests hold. No script, nothing from elsewhere. */
export function studentPage(assignment: Assignment, grade: Grade): string {
  const rows = grade.tests.map(({ title, earned, points, message }) => {
    const mark = earned === points ? 'passed' : earned > 0 ? 'part' : 'failed';
    return (
      `<tr class="${mark}"><td>${escapeHtml(title)}</td><td class="number">${earned} / ${points}</td>` +
      `<td>${mark === 'passed' ? '✓' : mark === 'part' ? '◐' : '✗'}</td><td><pre>${escapeHtml(plain(message))}</pre></td></tr>`
    );
  });
  const problems = grade.problems.map(
    ({ cell, message }) => `<h3>Cell ${escapeHtml(cell)}</h3><pre>${escapeHtml(plain(message))}</pre>`,
  );
  const remarks = grade.remarks.map(({ cell, text }) => `<li>${escapeHtml(cell)}: ${escapeHtml(text)}</li>`);
  const manual = grade.manual.map(
    ({ title, points }) => `<li>${escapeHtml(title)}: ${points} points, judged by a person</li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(assignment.name)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% } td, th { border-top: 1px solid #ddd; padding: .4rem .6rem; text-align: left; vertical-align: top }
.number { white-space: nowrap; font-variant-numeric: tabular-nums } .passed td:nth-child(3) { color: #0072b2 } .failed td:nth-child(3) { color: #d55e00 }
pre { white-space: pre-wrap; margin: 0; overflow-wrap: anywhere; font-size: .9em } .score { font-size: 1.4rem }
</style></head><body>
<h1>${escapeHtml(assignment.name)}</h1>
<p>${escapeHtml(grade.submission)}</p>
<p class="score"><strong>${grade.earned}</strong> of ${grade.points} points</p>
<table><thead><tr><th>Test</th><th>Points</th><th></th><th>Message</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${problems.length > 0 ? `<h2>Cells that failed</h2>${problems.join('\n')}` : ''}
${manual.length > 0 ? `<h2>Still to be judged</h2><ul>${manual.join('')}</ul>` : ''}
${remarks.length > 0 ? `<h2>Remarks</h2><ul>${remarks.join('')}</ul>` : ''}
<footer><small>Sandbox: ${grade.sandbox}</small></footer>
</body></html>
`;
}

/** Without the terminal's colors. */
function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd');
}
