/** An explanation as plain text. */
import type { ExplainedOperation, Explanation } from './explanation.js';
import { fateText, passOrder, timeText, titleOf, totalOf } from './explanationRows.js';
import { word } from './words.js';

/** Columns and their widths, with a space between: 100 characters. */
const widths = { layer: 20, operation: 26, shape: 19, time: 8, fate: 23 };
const lineLength = 100;

export function explanationText(explanation: Explanation): string {
  const { recorded } = explanation;
  const body = passOrder.flatMap((pass) => {
    const own = recorded.filter((one) => one.pass === pass);
    return own.length === 0 ? [] : ['', ruled(word(pass)), ...own.map(row)];
  });
  const head = line(word('layer'), word('operation'), word('output'), 'ms', word('inTheGraph').toLowerCase());
  return [titleOf(explanation), '', ...totals(explanation), '', head, ...body].join('\n');
}

function totals({ recorded, running, graphMs, refusal }: Explanation): string[] {
  const before = totalOf(recorded);
  const sum = (name: string, operations: number, timeMs: number): string =>
    `${name.padEnd(22)}${String(operations).padStart(6)} ${word('operations').toLowerCase()} ${timeText(timeMs).padStart(8)} ms ${word('oneByOne')}`;
  const lines = [sum(word('recorded'), before.operations, before.timeMs)];
  if (running !== undefined) {
    const after = totalOf(running);
    lines.push(sum(word('inTheGraph'), after.operations, after.timeMs));
    lines.push(
      `${word('asAWhole').padEnd(29 + word('operations').length)}${timeText(graphMs).padStart(8)} ms`,
    );
  }
  if (refusal !== undefined) lines.push(...wrapped(`${word('eager')}: ${refusal}.`));
  return [...lines, ...wrapped(word('howTimed')), ...wrapped(word('howFused'))];
}

function row(operation: ExplainedOperation): string {
  return line(
    operation.layer ?? '',
    operation.operation,
    `[${operation.outputShape.join(', ')}]`,
    timeText(operation.timeMs),
    fateText(operation),
  );
}

function line(layer: string, operation: string, shape: string, time: string, fate: string): string {
  const cells = [
    cut(layer, widths.layer),
    cut(operation, widths.operation),
    cut(shape, widths.shape),
    time.padStart(widths.time),
    cut(fate, widths.fate),
  ];
  return cells.join(' ').trimEnd();
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

function ruled(title: string): string {
  return `── ${title} `.padEnd(lineLength, '─');
}

function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length + 1 > lineLength) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
