import { type Assignment, automaticPoints } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { sandboxNotice } from '../sandbox/sandbox.js';
import { pageStyle } from './pageStyle.js';
import { pageText } from './pageText.js';
import type { SimilarPair } from './similarity.js';

const bars = 10;

/**
 * For the teacher: how the points are spread, how each test went, every submission with a link to its page.
 * @param pages the file of each submission's page
 * @param similar pairs to look at, those first that share most
 */
export function classPage(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
  pages: ReadonlyMap<string, string>,
  similar: readonly SimilarPair[] = [],
): string {
  const graded = grades.filter((grade): grade is Grade => !('unreadable' in grade));
  const points = automaticPoints(assignment);
  const earned = graded.map((grade) => grade.earned).sort((a, b) => a - b);
  const mean = earned.reduce((sum, value) => sum + value, 0) / Math.max(1, earned.length);
  const median =
    earned.length === 0 ? 0 : (earned[(earned.length - 1) >> 1]! + earned[earned.length >> 1]!) / 2;
  const notices = new Set(graded.map(({ sandbox }) => sandboxNotice(sandbox) ?? ''));
  const rows = [...grades]
    .sort((a, b) => a.submission.localeCompare(b.submission))
    .map((grade) => submissionRow(grade, pages));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${pageText(assignment.name)}: the class</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><style>${pageStyle}</style></head><body>
<h1>${pageText(assignment.name)}</h1>
<p class="score">${graded.length} graded, mean ${mean.toFixed(1)}, median ${median.toFixed(1)} of ${points} points</p>
${[...notices].map((notice) => (notice === '' ? '' : `<p>${pageText(notice)}</p>`)).join('')}
${histogram(earned, points)}
<h2>Tests</h2>
<table><thead><tr><th>Test</th><th>Points</th><th>Passed</th><th>Mean</th></tr></thead><tbody>
${testRows(assignment, graded).join('\n')}
</tbody></table>
<h2>Submissions</h2>
<table><thead><tr><th>Submission</th><th>Points</th><th>Remarks</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${similarText(similar, pages)}
</body></html>
`;
}

function similarText(similar: readonly SimilarPair[], pages: ReadonlyMap<string, string>): string {
  if (similar.length === 0) return '';
  const rows = similar.map(({ submissions: [one, other], share }) => {
    const names = `<td>${linked(one, pages)}</td><td>${linked(other, pages)}</td>`;
    return `<tr>${names}<td class="number">${Math.round(share * 100)} %</td></tr>`;
  });
  return `<h2>Similar submissions</h2>
<p>How much of the smaller one's own code the other one has, whatever things are called. Short tasks have few solutions: look
before you judge.</p>
<table><thead><tr><th>Submission</th><th>Submission</th><th>Shared</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function linked(submission: string, pages: ReadonlyMap<string, string>): string {
  const name = pageText(submission);
  const page = pages.get(submission);
  return page === undefined ? name : `<a href="${encodeURIComponent(page)}">${name}</a>`;
}

function histogram(earned: readonly number[], points: number): string {
  const counts = Array.from({ length: bars }, () => 0);
  for (const value of earned) {
    const share = points === 0 ? 1 : value / points;
    counts[Math.min(bars - 1, Math.floor(share * bars))]!++;
  }
  const highest = Math.max(1, ...counts);
  const [width, height] = [600, 120];
  const step = width / bars;
  const drawn = counts.map((count, index) => {
    const tall = (count / highest) * height;
    const x = index * step;
    const label = count === 0 ? '' : `<text x="${x + step / 2}" y="${height - tall + 12}">${count}</text>`;
    return (
      `<rect x="${x + 2}" y="${height - tall + 16}" width="${step - 4}" height="${tall}" fill="#0072b2"/>${label}` +
      `<text x="${x + step / 2}" y="${height + 32}">${index * bars}–${(index + 1) * bars} %</text>`
    );
  });
  return (
    `<svg viewBox="0 0 ${width} ${height + 40}" role="img" aria-label="How many submissions earned which share of the points" ` +
    `style="max-width:40rem;font-size:11px;text-anchor:middle">${drawn.join('')}</svg>`
  );
}

function testRows({ cells }: Assignment, grades: readonly Grade[]): string[] {
  return cells.flatMap(({ id, test }) => {
    if (test === undefined) return [];
    const results = grades.flatMap(({ tests }) => tests.filter((result) => result.id === id));
    const passed = results.filter(({ earned, points }) => earned === points).length;
    const mean = results.reduce((sum, { earned }) => sum + earned, 0) / Math.max(1, results.length);
    const share = results.length === 0 ? '' : `${Math.round((100 * passed) / results.length)} %`;
    return [
      `<tr><td>${pageText(test.title)}${test.isHidden ? ' (hidden)' : ''}</td><td class="number">${test.points}</td>` +
        `<td class="number">${share}</td><td class="number">${mean.toFixed(2)}</td></tr>`,
    ];
  });
}

function submissionRow(grade: Grade | UnreadableSubmission, pages: ReadonlyMap<string, string>): string {
  const name = pageText(grade.submission);
  if ('unreadable' in grade)
    return `<tr><td>${name}</td><td></td><td>${pageText(grade.unreadable)}</td></tr>`;
  const link = linked(grade.submission, pages);
  const late = (grade.late?.lostShare ?? 0) > 0 ? [`${grade.late!.hours.toFixed(1)} hours late`] : [];
  const remarks = [...grade.remarks.map(({ kind, cell }) => `${kind} ${cell}`), ...late].join(', ');
  return (
    `<tr><td>${link}</td><td class="number">${grade.earned} / ${grade.points}</td>` +
    `<td>${pageText(remarks)}</td></tr>`
  );
}
