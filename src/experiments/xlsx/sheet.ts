/** A worksheet: its rows with the places where they stand in the XML, and cells put in without touching the rest. */
import { type CellContent, type CellValue, cellXml, columnIndex, columnLetters } from './cells.js';
import { attributeOf, elementNamed, type XmlTag, xmlTokens } from './xml.js';

export interface SheetCell {
  column: number;
  style: number;
  /** Undefined for a cell that is only formatted. */
  value: CellValue | undefined;
  /** The cell is xml.slice(start, end). */
  start: number;
  end: number;
}

export interface SheetRow {
  /** Counted from 1, as in Excel. */
  number: number;
  cells: SheetCell[];
  start: number;
  /** Where the row's opening tag ends. */
  contentStart: number;
  contentEnd: number;
  end: number;
}

/** Cells to be written: row number → column (from 0) → content and style. */
export type CellUpdates = Map<number, Map<number, { content: CellContent; style: number }>>;

/**
 * The rows of a sheet, up to a row number if one is given.
 * @throws {SyntaxError} if the XML has no sheetData, or ends within markup
 */
export function sheetRows(xml: string, sharedStrings: readonly string[], lastRow = Infinity): SheetRow[] {
  const start = sheetDataStart(xml);
  const rows: SheetRow[] = [];
  if (start.isEmpty) return rows;
  let row: SheetRow | undefined;
  let cell: SheetCell | undefined;
  let type = '';
  let texts: string[] = [];
  let isValue = false;
  let isPhonetic = false;
  for (const token of xmlTokens(xml, start.end)) {
    if (token.kind === 'text') {
      if (isValue && !isPhonetic) texts.push(token.text);
      continue;
    }
    const isOpen = token.kind === 'open';
    switch (token.name) {
      case 'row':
        if (isOpen) {
          const number = Number(attributeOf(xml, token, 'r') ?? (rows.at(-1)?.number ?? 0) + 1);
          if (number > lastRow) return rows;
          row = emptyRow(number, token);
          rows.push(row);
        }
        if (row !== undefined && (!isOpen || token.isEmpty)) {
          row.contentEnd = isOpen ? token.end : token.start;
          row.end = token.end;
        }
        break;
      case 'c':
        if (isOpen && row !== undefined) {
          const reference = attributeOf(xml, token, 'r');
          const column =
            reference === undefined
              ? (row.cells.at(-1)?.column ?? -1) + 1
              : columnIndex(reference.replace(/\d+$/, ''));
          const style = Number(attributeOf(xml, token, 's') ?? 0);
          cell = { column, style, value: undefined, start: token.start, end: token.end };
          type = attributeOf(xml, token, 't') ?? 'n';
          texts = [];
          row.cells.push(cell);
        } else if (cell !== undefined) {
          cell.end = token.end;
          cell.value = cellValue(type, texts, sharedStrings);
        }
        break;
      case 'v':
      case 't':
        isValue = isOpen && !token.isEmpty;
        break;
      case 'rPh':
        isPhonetic = isOpen && !token.isEmpty;
        break;
      case 'sheetData':
        return rows;
      default:
    }
  }
  throw new SyntaxError('the sheet’s data do not end');
}

/** The sheet with cells added or replaced; its rows are those that `sheetRows` gave for this XML. */
export function withCells(xml: string, rows: readonly SheetRow[], updates: CellUpdates): string {
  const pieces: string[] = [];
  let copied = 0;
  const copyTo = (place: number): void => {
    pieces.push(xml.slice(copied, place));
    copied = place;
  };
  const start = sheetDataStart(xml);
  if (start.isEmpty) {
    pieces.push(xml.slice(0, start.start), '<sheetData>');
    copied = start.end;
  } else copyTo(start.end);
  let next = 0;
  for (const [number, cells] of [...updates].sort(([a], [b]) => a - b)) {
    while (next < rows.length && rows[next]!.number < number) next++;
    const existing = rows[next]?.number === number ? rows[next]! : undefined;
    const previous = rows[next - 1];
    if (existing === undefined) {
      if (previous !== undefined && previous.end > copied) copyTo(previous.end);
      pieces.push(newRow(number, cells));
      continue;
    }
    copyTo(existing.start);
    pieces.push(
      openingTag(xml.slice(existing.start, existing.contentStart)),
      mergedCells(xml, existing, cells),
      '</row>',
    );
    copied = existing.end;
  }
  if (start.isEmpty) pieces.push('</sheetData>');
  copyTo(xml.length);
  return pieces.join('');
}

/** A row that the sheet does not have yet. */
export function newRow(
  number: number,
  cells: ReadonlyMap<number, { content: CellContent; style: number }>,
): string {
  const written = [...cells]
    .sort(([a], [b]) => a - b)
    .map(([column, { content, style }]) => cellXml(`${columnLetters(column)}${number}`, style, content));
  return `<row r="${number}">${written.join('')}</row>`;
}

/** The texts of xl/sharedStrings.xml, to which cells refer by number. */
export function sharedStringsOf(xml: string): string[] {
  const strings: string[] = [];
  let isText = false;
  let isPhonetic = false;
  for (const token of xmlTokens(xml)) {
    if (token.kind === 'text') {
      if (isText && !isPhonetic) strings[strings.length - 1] += token.text;
    } else if (token.name === 'si' && token.kind === 'open') strings.push('');
    else if (token.name === 't') isText = token.kind === 'open' && !token.isEmpty;
    else if (token.name === 'rPh') isPhonetic = token.kind === 'open' && !token.isEmpty;
  }
  return strings;
}

function sheetDataStart(xml: string): XmlTag {
  // What precedes the data is short; the data themselves are not gone through for it.
  for (const token of xmlTokens(xml)) {
    if (token.kind === 'open' && token.name === 'sheetData') return token;
  }
  throw new SyntaxError('the sheet has no data');
}

function emptyRow(number: number, tag: XmlTag): SheetRow {
  return { number, cells: [], start: tag.start, contentStart: tag.end, contentEnd: tag.end, end: tag.end };
}

function cellValue(type: string, texts: readonly string[], shared: readonly string[]): CellValue | undefined {
  const text = texts.join('');
  if (text === '') return undefined;
  if (type === 's') return shared[Number(text)] ?? '';
  if (type === 'b') return text === '1';
  return type === 'n' ? Number(text) : text;
}

function openingTag(tag: string): string {
  return tag.replace(/\s*\/?>$/, '>').replace(/\sspans="[^"]*"/, '');
}

function mergedCells(
  xml: string,
  row: SheetRow,
  updates: ReadonlyMap<number, { content: CellContent; style: number }>,
): string {
  const cells = new Map(row.cells.map(({ column, start, end }) => [column, xml.slice(start, end)]));
  for (const [column, { content, style }] of updates) {
    const kept = row.cells.find((cell) => cell.column === column)?.style;
    cells.set(
      column,
      cellXml(`${columnLetters(column)}${row.number}`, style === 0 ? (kept ?? 0) : style, content),
    );
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([, cell]) => cell)
    .join('');
}

/** The sheet's `<dimension>`, widened to hold a cell. */
export function withDimension(xml: string, lastRow: number, lastColumn: number): string {
  const found = elementNamed(xml.slice(0, 4096), 'dimension');
  if (found === undefined) return xml;
  const tag = `<dimension ref="A1:${columnLetters(lastColumn)}${lastRow}"/>`;
  return xml.slice(0, found.tag.start) + tag + xml.slice(found.end);
}
