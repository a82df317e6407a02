/** A log's table as text: comma-separated values, and Markdown. */
import { type Locale, locale } from '../display/locale.js';
import { type ColumnKey, formatOf, headingOf, isColumnKey } from './columns.js';
import type { LogTable } from './logFile.js';
import type { CellValue } from './xlsx/cells.js';
import { dateOfSerial } from './xlsx/cells.js';

/** Columns that only the log itself needs, or that lead to files. */
const inner = new Set<string>(['id']);

/** RFC 4180; in Spanish with a decimal comma, and so with semicolons between the columns, as Excel expects it there. */
export function tableCsv({ columns, rows }: LogTable): string {
  const language = locale();
  const separator = language === 'es' ? ';' : ',';
  const quoted = (text: string): string =>
    /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  const shown = columns.filter((name) => !inner.has(name));
  const lines = [
    shown.map((name) => title(name, language)),
    ...rows.map((row) => shown.map((name) => plainText(name, row.get(name), language))),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(separator)}\r\n`).join('');
}

/** A table for a README or a notebook; columns without any value are left out. */
export function tableMarkdown({ columns, rows }: LogTable): string {
  const language = locale();
  const shown = columns.filter((name) => !inner.has(name) && rows.some((row) => row.has(name)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>')).join(' | ')} |`;
  return [
    line(shown.map((name) => title(name, language))),
    `|${shown.map((name) => (rows.some((row) => typeof row.get(name) === 'number') ? '---:|' : '---|')).join('')}`,
    ...rows.map((row) => line(shown.map((name) => prettyText(name, row.get(name), language)))),
  ].join('\n');
}

/** A column's heading in one line. */
export function title(name: string, language: Locale): string {
  if (!isColumnKey(name)) return name;
  const { group, title: own } = headingOf(name, language);
  return group === undefined ? own : `${group}: ${own}`;
}

/** A value for people: percentages, dates, the decimal sign of the language. */
export function prettyText(name: string, value: CellValue | undefined, language: Locale): string {
  if (typeof value !== 'number') return plainText(name, value, language);
  const format = isColumnKey(name) ? formatOf(name as ColumnKey).format : 'general';
  if (format === 'percent') {
    return value.toLocaleString(language, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 2,
    });
  }
  if (format === 'date') return dateText(value);
  const digits = format === 'seconds' ? 1 : format === 'number' ? 4 : 12;
  return value.toLocaleString(language, { maximumFractionDigits: digits, useGrouping: format === 'whole' });
}

function plainText(name: string, value: CellValue | undefined, language: Locale): string {
  if (value === undefined) return '';
  if (typeof value !== 'number') return String(value);
  if (isColumnKey(name) && formatOf(name as ColumnKey).format === 'date') return dateText(value);
  return language === 'es' ? String(value).replace('.', ',') : String(value);
}

/** 2026-05-07 16:05 */
function dateText(days: number): string {
  const date = dateOfSerial(days);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
