/** The log within a workbook: found by its headings, read, and added to, with everything else left as it is. */
import type { Locale } from '../display/locale.js';
import { DataError } from '../errors.js';
import {
  type AccuracyGroup,
  average,
  type ColumnKey,
  columnsFor,
  fixedColumns,
  formatOf,
  type Heading,
  headingOf,
  keyOfHeading,
} from './columns.js';
import { columnXml, headingCells, newWorkbook } from './newWorkbook.js';
import { type CellContent, type CellValue, columnIndex, columnLetters, serialDay } from './xlsx/cells.js';
import {
  type CellUpdates,
  newRow,
  type SheetRow,
  sharedStringsOf,
  sheetRows,
  withCells,
  withDimension,
} from './xlsx/sheet.js';
import type { WorkbookParts } from './xlsx/workbookParts.js';
import { attributeOf, attributesOf, elementNamed, escapeXml, xmlTokens } from './xlsx/xml.js';

/** One run's values by column: a date as an ISO text, a link as a path from the workbook's folder. */
export type LogRow = Partial<Record<ColumnKey, CellValue>>;

/** A row as it stands in the sheet, the student's own columns by their headings. */
export interface ReadRow {
  /** As Excel counts it. */
  number: number;
  values: Map<string, CellValue>;
}

interface SheetColumn {
  key: ColumnKey | undefined;
  title: string;
  style: number;
}

/** How far down the headings are looked for. */
const lastHeadingRow = 20;

export class LogSheet {
  private xml: string;
  private readonly strings: readonly string[];
  private columns: SheetColumn[] = [];
  /** The row of the groups' headings. */
  private headingRow = 0;
  /** That of the headings. */
  private language: Locale = 'en';
  private firstDataRow = 0;
  private lastDataRow = 0;
  private readonly rows: ReadRow[] = [];
  /** Id → the run's name. */
  private readonly known = new Map<string, string>();
  private next = 0;

  private constructor(
    readonly parts: WorkbookParts,
    private readonly part: string,
    private readonly sheetName: string,
  ) {
    this.xml = textOf(parts, part);
    this.strings = sharedStrings(parts);
    this.readColumns();
    this.readRows();
  }

  /** A new log for a model's outputs. */
  static create(outputs: readonly string[], values: readonly string[], language: Locale): LogSheet {
    return LogSheet.in(newWorkbook(columnsFor(outputs, values), language), 'the new log', language);
  }

  /**
   * The log in a workbook's parts.
   * @param label what errors call the file
   * @throws {DataError} if no sheet has a log's headings, or the workbook's XML is broken
   */
  static in(parts: WorkbookParts, label: string, language: Locale): LogSheet {
    try {
      for (const { name, part } of sheetsOf(parts)) {
        if (headingsIn(textOf(parts, part), sharedStrings(parts)) === undefined) continue;
        return new LogSheet(parts, part, name);
      }
    } catch (error) {
      throw new DataError(
        `${label} is not a workbook that can be read (${(error as Error).message}). Move it away, or restore an earlier copy.`,
        { cause: error },
      );
    }
    const [run, batchSize] = (['run', 'batchSize'] as const).map((key) => headingOf(key, language).title);
    throw new DataError(
      `${label} is a workbook without a training log: no sheet has the headings “${run}” and “${batchSize}”. Give the log another name.`,
    );
  }

  /** All rows below the headings, those typed by hand too. */
  get allRows(): readonly ReadRow[] {
    return this.rows;
  }

  /** The titles of the student's columns, and the keys of ours, in the sheet's order. */
  get columnNames(): string[] {
    return this.columns.map(({ key, title }) => key ?? title).filter((name) => name !== '');
  }

  /** Whether a row with this id is there. */
  has(id: string): boolean {
    return this.known.has(id);
  }

  /** The name of the run with this id; undefined if there is none. */
  nameOf(id: string): string | undefined {
    return this.known.get(id);
  }

  /** The number that the next run has: T0, T1, … */
  get nextRun(): number {
    return this.next;
  }

  /** Puts rows below the last one; those whose id is there already are left out. */
  append(rows: readonly LogRow[]): void {
    const fresh = rows.filter((row) => !this.known.has(String(row.id)));
    if (fresh.length === 0) return;
    this.addMissingColumns(fresh);
    const before = this.lastDataRow;
    const updates: CellUpdates = new Map();
    for (const row of fresh) {
      if (this.known.has(String(row.id))) continue;
      const number = this.lastDataRow + 1;
      updates.set(number, this.cellsOf(row, number));
      this.remember(number, valuesOf(row));
    }
    this.writeRows(updates, before);
    this.xml = withDimension(this.xml, this.lastDataRow, this.columns.length - 1);
    this.parts.set(this.part, Buffer.from(this.xml));
    this.growCharts();
  }

  private cellsOf(row: LogRow, number: number): Map<number, { content: CellContent; style: number }> {
    const cells = new Map<number, { content: CellContent; style: number }>();
    this.columns.forEach(({ key, style }, column) => {
      const value = key === undefined ? undefined : row[key];
      if (key !== undefined && value !== undefined)
        cells.set(column, { content: this.content(key, value, row, number), style });
    });
    return cells;
  }

  /** Averages are formulas, so that they follow a number that is mended by hand. */
  private content(key: ColumnKey, value: CellValue, row: LogRow, number: number): CellContent {
    const { format } = formatOf(key);
    if (format === 'date' && typeof value === 'string') {
      // A sheet without a format for dates would show their number.
      return this.styleLike(key) === 0 ? value.slice(0, 16).replace('T', ' ') : dateOrText(value);
    }
    if (format === 'link' && typeof value === 'string') {
      return { formula: `HYPERLINK("${value.replaceAll('"', '""')}")`, value };
    }
    const [group, name] = key.split(':');
    if (name !== average || typeof value !== 'number') return value;
    const cells = this.columns.flatMap((column, index) => {
      const isOutput = column.key?.startsWith(`${group as AccuracyGroup}:`) && column.key !== key;
      return isOutput && row[column.key!] !== undefined ? [`${columnLetters(index)}${number}`] : [];
    });
    return cells.length === 0 ? value : { formula: `AVERAGE(${ranges(cells).join(',')})`, value };
  }

  private remember(number: number, values: Map<string, CellValue>): void {
    this.lastDataRow = number;
    this.rows.push({ number, values });
    this.next = Math.max(this.next, runNumber(values.get('run')) + 1);
    const id = values.get('id');
    if (id !== undefined) this.known.set(String(id), String(values.get('run') ?? ''));
  }

  /** The column of a key as letters, for a formula. */
  letters(key: ColumnKey): string | undefined {
    const column = this.columns.findIndex((one) => one.key === key);
    return column < 0 ? undefined : columnLetters(column);
  }

  private readColumns(): void {
    const found = headingsIn(this.xml, this.strings)!;
    this.headingRow = found.row;
    this.firstDataRow = found.firstDataRow;
    const isSpanish = found.headings.some(({ title }) => title.trim() === headingOf('run', 'es').title);
    this.language = isSpanish ? 'es' : 'en';
    const styles = columnStyles(this.xml);
    this.columns = found.headings.map(({ group, title }, column) => ({
      key: keyOfHeading({ group, title }),
      title: group === undefined || group === title ? title : `${group}: ${title}`,
      style: styles(column),
    }));
  }

  private readRows(): void {
    this.lastDataRow = this.firstDataRow - 1;
    for (const { number, cells } of sheetRows(this.xml, this.strings)) {
      if (number < this.firstDataRow) continue;
      const values = new Map<string, CellValue>();
      for (const { column, value } of cells) {
        if (value === undefined) continue;
        const known = this.columns[column];
        values.set(known?.key ?? (known?.title || columnLetters(column)), value);
      }
      if (values.size > 0) this.remember(number, values);
    }
  }

  /** Rows below all others are put at the end of the data; only where formatted rows wait for them is the sheet gone
   *  through. */
  private writeRows(updates: CellUpdates, lastRow: number): void {
    const end = this.xml.lastIndexOf('</sheetData>');
    const tail = end < 0 ? '' : this.xml.slice(Math.max(0, end - 200_000), end);
    const lastTag = tail.lastIndexOf('<row ');
    const last = lastTag < 0 ? undefined : /\sr="(\d+)"/.exec(tail.slice(lastTag, lastTag + 200))?.[1];
    if (last !== undefined && Number(last) <= lastRow) {
      const written = [...updates].map(([number, cells]) => newRow(number, cells));
      this.xml = this.xml.slice(0, end) + written.join('') + this.xml.slice(end);
    } else this.xml = withCells(this.xml, sheetRows(this.xml, this.strings), updates);
  }

  private addMissingColumns(rows: readonly LogRow[]): void {
    const there = new Set(this.columns.map(({ key }) => key));
    const missing = [...new Set(rows.flatMap((row) => Object.keys(row) as ColumnKey[]))].filter(
      (key) => !there.has(key),
    );
    if (missing.length === 0) return;
    // Columns of a group stand side by side under its heading.
    missing.sort((a, b) => groupOrder(a) - groupOrder(b));
    const first = this.columns.length;
    const { upper, lower, merges } = headingCells(missing, first, this.headingRow, this.language);
    const existing = sheetRows(this.xml, this.strings, this.headingRow + 1);
    const isOneLine = this.firstDataRow === this.headingRow + 1;
    const style = existing.find(({ number }) => number === this.headingRow)?.cells[0]?.style ?? 0;
    const line = (texts: readonly string[]): Map<number, { content: CellContent; style: number }> =>
      new Map(texts.map((content, index) => [first + index, { content, style }]));
    const updates: CellUpdates = new Map();
    if (isOneLine)
      updates.set(this.headingRow, line(missing.map((key) => oneLine(headingOf(key, this.language)))));
    else updates.set(this.headingRow, line(upper)).set(this.headingRow + 1, line(lower));
    this.xml = withCells(this.xml, sheetRows(this.xml, this.strings), updates);
    if (!isOneLine) this.xml = withMerges(this.xml, merges);
    this.xml = withColumns(this.xml, missing, first, (key) => this.styleLike(key));
    missing.forEach((key) => {
      this.columns.push({ key, title: headingOf(key, this.language).title, style: this.styleLike(key) });
    });
  }

  /** The style of another column with the same format; programs number styles anew when they save. */
  private styleLike(key: ColumnKey): number {
    const { format } = formatOf(key);
    return (
      this.columns.find((one) => one.key !== undefined && formatOf(one.key).format === format)?.style ?? 0
    );
  }

  /** Charts whose categories are the log's runs, from the first on, show the new ones too. */
  private growCharts(): void {
    const runs = this.letters('run');
    const quoted = `(?:${[this.sheetName, `'${this.sheetName.replaceAll("'", "''")}'`].map((name) => escapeRegExp(escapeXml(name))).join('|')})`;
    const reference = new RegExp(
      `(<c:f>)(${quoted}!\\$([A-Z]+)\\$${this.firstDataRow})(?::\\$\\3\\$\\d+)?(</c:f>)`,
      'g',
    );
    for (const [name, bytes] of this.parts) {
      if (!/^xl\/charts\/chart[^/]*\.xml$/.test(name)) continue;
      const xml = bytes.toString('utf8');
      if (![...xml.matchAll(reference)].some(([, , , letters]) => letters === runs)) continue;
      const grown = xml
        .replace(
          reference,
          (_, open, start, letters, close) => `${open}${start}:$${letters}$${this.lastDataRow}${close}`,
        )
        // What programs remember of the values is older than the values.
        .replace(/(<\/c:f>)<c:(str|num)Cache>.*?<\/c:\2Cache>/gs, '$1');
      if (grown !== xml) this.parts.set(name, Buffer.from(grown));
    }
  }
}

/** A row's values by column, as they are read from a sheet. */
export function valuesOf(row: LogRow): Map<string, CellValue> {
  const entries = Object.entries(row).filter((entry): entry is [string, CellValue] => entry[1] !== undefined);
  const values = new Map(entries);
  const date = typeof row.date === 'string' ? dateOrText(row.date) : undefined;
  if (date instanceof Date) values.set('date', serialDay(date));
  return values;
}

/** The number of a run's name, T12 → 12; −1 for other names. */
export function runNumber(name: CellContent | undefined): number {
  const digits = typeof name === 'string' ? /^\s*T\s*(\d{1,9})\s*$/i.exec(name)?.[1] : undefined;
  return digits === undefined ? -1 : Number(digits);
}

interface FoundHeadings {
  row: number;
  firstDataRow: number;
  headings: Heading[];
}

function headingsIn(xml: string, strings: readonly string[]): FoundHeadings | undefined {
  const rows = sheetRows(xml, strings, lastHeadingRow + 1);
  for (const row of rows) {
    const upper = textsOf(row);
    const keys = new Set([...upper.values()].map((title) => keyOfHeading({ group: undefined, title })));
    if (!keys.has('run') || !keys.has('batchSize')) continue;
    const below = rows.find(({ number }) => number === row.number + 1);
    const merged = mergedRanges(xml);
    const runColumn = [...upper].find(([, title]) => keyOfHeading({ group: undefined, title }) === 'run')![0];
    const hasTwoLines = merged.some(
      ({ left, top, right, bottom }) =>
        left <= runColumn && runColumn <= right && top === row.number && bottom > row.number,
    );
    const lower = hasTwoLines && below !== undefined ? textsOf(below) : new Map<number, string>();
    const width = Math.max(...upper.keys(), ...lower.keys()) + 1;
    const headings = Array.from({ length: width }, (_, column) => {
      const range = merged.find(
        ({ left, top, right }) => top === row.number && left <= column && column <= right,
      );
      const title = lower.get(column);
      const above = upper.get(range?.left ?? column);
      return title === undefined
        ? { group: undefined, title: upper.get(column) ?? '' }
        : { group: above, title };
    });
    return { row: row.number, firstDataRow: row.number + (hasTwoLines ? 2 : 1), headings };
  }
  return undefined;
}

function textsOf(row: SheetRow): Map<number, string> {
  const texts = row.cells.filter(({ value }) => value !== undefined && String(value).trim() !== '');
  return new Map(texts.map(({ column, value }) => [column, String(value).trim()]));
}

/** The sheets with their names and parts, in the workbook's order. */
function sheetsOf(parts: WorkbookParts): { name: string; part: string }[] {
  const targets = new Map<string, string>();
  const relations = textOf(parts, 'xl/_rels/workbook.xml.rels');
  for (const token of xmlTokens(relations)) {
    if (token.kind !== 'open' || token.name !== 'Relationship') continue;
    const attributes = attributesOf(relations, token);
    const target = attributes.get('Target') ?? '';
    targets.set(attributes.get('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const workbook = textOf(parts, 'xl/workbook.xml');
  const sheets: { name: string; part: string }[] = [];
  for (const token of xmlTokens(workbook)) {
    if (token.kind !== 'open' || token.name !== 'sheet') continue;
    const attributes = attributesOf(workbook, token);
    const part = targets.get(attributes.get('r:id') ?? '');
    if (part?.startsWith('xl/worksheets/')) sheets.push({ name: attributes.get('name') ?? '', part });
  }
  return sheets;
}

function sharedStrings(parts: WorkbookParts): string[] {
  return parts.has('xl/sharedStrings.xml') ? sharedStringsOf(textOf(parts, 'xl/sharedStrings.xml')) : [];
}

/** @throws {SyntaxError} if there is no such part */
function textOf(parts: WorkbookParts, name: string): string {
  const bytes = parts.get(name);
  if (bytes === undefined) throw new SyntaxError(`it has no ${name}`);
  return bytes.toString('utf8');
}

/** The style that a column gives to cells without one of their own. */
function columnStyles(xml: string): (column: number) => number {
  const ranges: { first: number; last: number; style: number }[] = [];
  for (const token of xmlTokens(xml)) {
    if (token.kind !== 'open') continue;
    if (token.name === 'sheetData') break;
    if (token.name !== 'col') continue;
    const value = (name: string): number => Number(attributeOf(xml, token, name) ?? 0);
    ranges.push({ first: value('min') - 1, last: value('max') - 1, style: value('style') });
  }
  return (column) => ranges.find(({ first, last }) => first <= column && column <= last)?.style ?? 0;
}

function mergedRanges(xml: string): { left: number; top: number; right: number; bottom: number }[] {
  const start = xml.lastIndexOf('<mergeCells');
  if (start < 0) return [];
  return [...xml.slice(start).matchAll(/<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(
    ([, left, top, right, bottom]) => ({
      left: columnIndex(left!),
      top: Number(top),
      right: columnIndex(right!),
      bottom: Number(bottom),
    }),
  );
}

function withMerges(xml: string, merges: readonly string[]): string {
  if (merges.length === 0) return xml;
  const added = merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
  const start = xml.lastIndexOf('<mergeCells');
  if (start < 0) {
    const end = xml.lastIndexOf('</sheetData>') + '</sheetData>'.length;
    return `${xml.slice(0, end)}<mergeCells count="${merges.length}">${added}</mergeCells>${xml.slice(end)}`;
  }
  const { tag, contentEnd } = elementNamed(xml, 'mergeCells', start)!;
  const content = xml.slice(tag.end, contentEnd) + added;
  const count = content.split('<mergeCell ').length - 1;
  return `${xml.slice(0, start)}<mergeCells count="${count}">${content}${xml.slice(contentEnd)}`;
}

function withColumns(
  xml: string,
  keys: readonly ColumnKey[],
  first: number,
  style: (key: ColumnKey) => number,
): string {
  const added = keys
    .map((key, index) => columnXml(key, first + index).replace(/style="\d+"/, `style="${style(key)}"`))
    .join('');
  const end = xml.indexOf('</cols>');
  const data = xml.indexOf('<sheetData');
  if (end < 0 || end > data) return `${xml.slice(0, data)}<cols>${added}</cols>${xml.slice(data)}`;
  const start = xml.indexOf('<cols>') + '<cols>'.length;
  return xml.slice(0, start) + columnsUpTo(xml.slice(start, end), first) + added + xml.slice(end);
}

/** Programs write one `<col>` for all columns to the right end; it is shortened to make room. */
function columnsUpTo(cols: string, first: number): string {
  return cols.replace(/<col\b[^>]*?\/>/g, (tag) => {
    const [min, max] = ['min', 'max'].map((name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1]));
    if (min! > first) return '';
    return max! > first ? tag.replace(/\smax="\d+"/, ` max="${first}"`) : tag;
  });
}

function dateOrText(text: string): Date | string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}

/** A5, B5, D5 → A5:B5, D5. */
function ranges(cells: readonly string[]): string[] {
  const found: { first: string; last: string; next: number }[] = [];
  for (const cell of cells) {
    const column = columnIndex(cell.replace(/\d+$/, ''));
    const open = found.at(-1);
    if (open?.next === column) Object.assign(open, { last: cell, next: column + 1 });
    else found.push({ first: cell, last: cell, next: column + 1 });
  }
  return found.map(({ first, last }) => (first === last ? first : `${first}:${last}`));
}

function groupOrder(key: ColumnKey): number {
  const fixed = fixedColumns.findIndex((column) => column.key === key);
  if (fixed >= 0) return fixed;
  return key.startsWith('source:') ? 1000 : key.startsWith('target:') ? 2000 : 3000;
}

function oneLine({ group, title }: Heading): string {
  return group === undefined ? title : `${group}: ${title}`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
