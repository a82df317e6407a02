/** A table in box characters, as Python's rich draws it for Keras: the same widths, the same line breaks. */

export interface TableColumn {
  header: string;
  align: 'left' | 'right' | 'center';
  /** The width asked for, without the space at either side. */
  width: number;
}

/** @param width of the whole table, borders included */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = fittedWidths(columns, width).map((full) => full - 2);
  const line = (left: string, fill: string, middle: string, right: string): string =>
    left + widths.map((size) => fill.repeat(size + 2)).join(middle) + right;
  const cells = (texts: readonly string[], edge: string): string[] => {
    const wrapped = texts.map((text, index) => wrappedText(text, widths[index]!));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => {
      const parts = wrapped.map((lines, index) =>
        aligned(lines[at] ?? '', widths[index]!, columns[index]!.align),
      );
      return `${edge} ${parts.join(` ${edge} `)} ${edge}`;
    });
  };
  const body = rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [line('├', '─', '┼', '┤')]),
    ...cells(row, '│'),
  ]);
  return [
    line('┏', '━', '┳', '┓'),
    ...cells(
      columns.map(({ header }) => header),
      '┃',
    ),
    line('┡', '━', '╇', '┩'),
    ...body,
    line('└', '─', '┴', '┘'),
  ].join('\n');
}

/** The columns' widths with a space at either side: what does not fit is taken from all columns alike. */
function fittedWidths(columns: readonly TableColumn[], width: number): number[] {
  const wanted = columns.map((column) => column.width + 2);
  const available = width - columns.length - 1;
  let excess = wanted.reduce((sum, one) => sum + one, 0) - available;
  let left = wanted.length;
  return wanted.map((one) => {
    const taken = roundHalfEven(excess / left);
    excess -= taken;
    left--;
    return one - taken;
  });
}

/** Python's round: 3.5 → 4, 2.5 → 2. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

/** Breaks between words; a word that is longer than a line ends in an ellipsis. */
function wrappedText(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.match(/\s*\S+\s*/g) ?? ['']) {
    const fits = width - current.length >= word.trimEnd().length;
    if (fits || (current === '' && lines.length === 0)) current += word;
    else {
      lines.push(current);
      current = word;
    }
  }
  lines.push(current);
  return lines.map((line) => {
    const trimmed = line.trimEnd();
    return trimmed.length > width ? `${trimmed.slice(0, width - 1)}…` : trimmed;
  });
}

function aligned(text: string, width: number, align: TableColumn['align']): string {
  if (align === 'left') return text.padEnd(width);
  if (align === 'right') return text.padStart(width);
  const before = Math.floor((width - text.length) / 2);
  return (' '.repeat(before) + text).padEnd(width);
}
