/** The dashboard's one page. What it shows it fetches; whatever comes from a student becomes text, never HTML. */
import { createHash } from 'node:crypto';
import { pageStyle } from '../report/pageStyle.js';

/** How often the page asks, in milliseconds. */
const askMs = 2000;

const style = `${pageStyle}
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 1rem 0 }
.numbers div { border: 1px solid #ddd; border-radius: .4rem; padding: .5rem .8rem }
.numbers dt { font-size: .85rem; color: #555 }
.numbers dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; white-space: nowrap }
.problem { border-left: .3rem solid #d55e00; padding: .3rem .8rem; background: #fdf0e8 }
.failed td:last-child { color: #8a3d00 }
.empty { color: #555 }
td { overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #e8e8e8 }
  td, th, .numbers div { border-color: #3a3d42 }
  .numbers dt, .empty { color: #aaa }
  .problem { background: #3a2416 }
  .failed td:last-child { color: #f0a070 }
}
`;

const script = `'use strict';
const place = (id) => document.getElementById(id);
const whole = (count) => count.toLocaleString('en');
const duration = (seconds) =>
  seconds < 90 ? Math.ceil(seconds) + ' s'
  : seconds < 5400 ? Math.round(seconds / 60) + ' min'
  : (seconds / 3600).toFixed(1) + ' h';
const clock = (ms) => new Date(ms).toLocaleTimeString('en-GB');
const row = (cells, kind) => {
  const line = document.createElement('tr');
  if (kind) line.className = kind;
  for (const [text, isNumber] of cells) {
    const cell = document.createElement('td');
    cell.textContent = text;
    if (isNumber) cell.className = 'number';
    line.append(cell);
  }
  return line;
};
const fill = (id, rows) => {
  place(id).tBodies[0].replaceChildren(...rows);
  place(id).hidden = rows.length === 0;
  place(id + '-none').hidden = rows.length > 0;
};
const show = (state) => {
  for (const name of ['waiting', 'active', 'graded', 'failed']) place(name).textContent = whole(state[name]);
  place('rate').textContent = state.perMinute === null ? '–' : state.perMinute.toFixed(1);
  place('left').textContent = state.secondsLeft === null ? '–' : duration(state.secondsLeft);
  fill('workers', state.workers.map(({ name, connectedSeconds }) => row([
    [name], [state.beingGraded.filter(({ worker }) => worker === name).length, true], [duration(connectedSeconds), true],
  ])));
  fill('now', state.beingGraded.map(({ submission, worker, sinceMs }) => row([
    [submission], [worker], [clock(sinceMs), true],
  ])));
  fill('ended', state.ended.map(({ submission, endedMs, earned, points, problem }) => row([
    [clock(endedMs), true], [submission], [problem === undefined ? earned + ' / ' + points : 'failed: ' + problem],
  ], problem === undefined ? '' : 'failed')));
};
const ask = async () => {
  try {
    const answer = await fetch('/state.json' + location.search, { signal: AbortSignal.timeout(10000) });
    const state = await answer.json();
    if (!answer.ok) throw new Error(state.error);
    show(state);
    place('time').textContent = clock(Date.now());
    place('problem').hidden = true;
  } catch (error) {
    place('problem').hidden = false;
    place('problem').textContent = error instanceof TypeError ? 'The dashboard has ended, or cannot be reached.' : error.message;
  }
  setTimeout(ask, ${askMs});
};
ask();
`;

const number = (id: string, title: string): string => `<div><dt>${title}</dt><dd id="${id}">–</dd></div>`;
const table = (id: string, titles: readonly string[], none: string): string =>
  `<table id="${id}" hidden><thead><tr>${titles.map((title) => `<th>${title}</th>`).join('')}</tr></thead>` +
  `<tbody></tbody></table><p class="empty" id="${id}-none">${none}</p>`;

export const dashboardPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Grading</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>${style}</style></head><body>
<h1>Grading</h1>
<p class="problem" id="problem" role="alert" hidden></p>
<noscript><p class="problem">This page fetches its numbers by a script.</p></noscript>
<dl class="numbers">
${number('waiting', 'waiting')}${number('active', 'being graded')}${number('graded', 'graded')}
${number('failed', 'failed')}${number('rate', 'a minute')}${number('left', 'time left')}
</dl>
<h2>Workers</h2>
${table('workers', ['Worker', 'Grades now', 'Connected for'], 'No worker is connected: cuaderno grade worker --redis …')}
<h2>Being graded</h2>
${table('now', ['Submission', 'Worker', 'Since'], 'Nothing.')}
<h2>Last grades</h2>
${table('ended', ['Time', 'Submission', 'Points'], 'None yet.')}
<footer><small>As of <span id="time">–</span>. Graded and failed: of the last 30 days. Time left: for what is in the queue,
which takes 256 submissions of a grading at a time.</small></footer>
<script>${script}</script>
</body></html>
`;

/** Only this very script and style run, and they talk to this server alone. */
export const dashboardPolicy = [
  "default-src 'none'",
  `script-src '${sourceOf(script)}'`,
  `style-src '${sourceOf(style)}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sourceOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
