/** An explanation for notebooks: totals, layers, and all operations to unfold. HTML without scripts, so that an untrusted
 *  notebook shows it too. */
import { escapeHtml } from '../../display/escapeHtml.js';
import type { ExplainedOperation, Explanation } from './explanation.js';
import {
  fateText,
  type GroupRow,
  groupRows,
  passOrder,
  timeText,
  titleOf,
  totalOf,
} from './explanationRows.js';
import { word } from './words.js';

export function explanationHtml(explanation: Explanation): string {
  const { refusal } = explanation;
  return [
    `<p><b>${escapeHtml(titleOf(explanation))}</b></p>`,
    refusal === undefined ? '' : `<p>${word('eager')}: ${escapeHtml(refusal)}.</p>`,
    totalsTable(explanation),
    `<p><small>${word('howTimed')} ${word('howFused')}</small></p>`,
    layersTable(explanation),
    operationsTable(explanation),
  ].join('\n');
}

function totalsTable({ recorded, running, graphMs }: Explanation): string {
  const before = totalOf(recorded);
  const rows = [row([word('recorded'), before.operations, timeText(before.timeMs)])];
  if (running !== undefined) {
    const after = totalOf(running);
    rows.push(row([word('inTheGraph'), after.operations, timeText(after.timeMs)]));
    rows.push(row([`<b>${word('asAWhole')}</b>`, '', `<b>${timeText(graphMs)}</b>`]));
  }
  return table(['', word('operations'), `ms, ${word('oneByOne')}`], rows);
}

function layersTable(explanation: Explanation): string {
  const rows = groupRows(explanation);
  const body = passOrder.flatMap((pass) => {
    const own = rows.filter((one) => one.pass === pass);
    return own.length === 0 ? [] : [heading(word(pass), 5), ...own.map(groupRow)];
  });
  return table([word('layer'), word('recorded'), 'ms', word('inTheGraph'), 'ms'], body);
}

function groupRow({ layer, recorded, running }: GroupRow): string {
  const after = running === undefined ? ['–', '–'] : [running.operations, timeText(running.timeMs)];
  return row([escapeHtml(layer ?? '–'), recorded.operations, timeText(recorded.timeMs), ...after]);
}

function operationsTable({ recorded }: Explanation): string {
  const body = passOrder.flatMap((pass) => {
    const own = recorded.filter((one) => one.pass === pass);
    return own.length === 0 ? [] : [heading(word(pass), 5), ...own.map(operationRow)];
  });
  const all = table([word('layer'), word('operation'), word('output'), 'ms', word('inTheGraph')], body);
  return `<details><summary>${word('all')} (${recorded.length})</summary>\n${all}\n</details>`;
}

function operationRow(operation: ExplainedOperation): string {
  const fate = escapeHtml(fateText(operation));
  const shown = operation.fate === 'kept' || operation.fate === 'dropped' ? `<i>${fate}</i>` : fate;
  const shape = `[${operation.outputShape.join(', ')}]`;
  const cells = [
    escapeHtml(operation.layer ?? ''),
    escapeHtml(operation.operation),
    shape,
    timeText(operation.timeMs),
  ];
  return row([...cells, shown], new Set([2, 3]));
}

function table(headers: readonly string[], rows: readonly string[]): string {
  const head = headers.map((header) => `<th style="text-align:left">${header}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function heading(text: string, columns: number): string {
  return `<tr><th colspan="${columns}" style="text-align:left">${text}</th></tr>`;
}

/** The first cell is a name; the others are numbers unless said otherwise. */
function row(cells: readonly (string | number)[], numbers?: ReadonlySet<number>): string {
  const filled = cells.map((cell, index) => {
    const isNumber = numbers?.has(index) ?? index > 0;
    return `<td style="text-align:${isNumber ? 'right' : 'left'}">${cell}</td>`;
  });
  return `<tr>${filled.join('')}</tr>`;
}
