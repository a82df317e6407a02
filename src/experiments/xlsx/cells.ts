/** What stands in a cell, and how it is written. */
import { escapeXml } from './xml.js';

/** A value that a cell is given. */
export type CellContent =
  | string
  | number
  | boolean
  | Date
  /** `value` is what a program shows before it computes the formula itself. */
  | { formula: string; value: number | string };

/** A value as it stands in a sheet: a date is a number there. */
export type CellValue = string | number | boolean;

/** The most characters that Excel takes in a cell. */
const maxTextLength = 32_767;
const dayMs = 86_400_000;
/** Day 0 of Excel's calendar. */
const firstDay = Date.UTC(1899, 11, 30);

/** A cell as XML; numbers that are none (a loss that ran away) are written as words. */
export function cellXml(reference: string, style: number, content: CellContent): string {
  const start = `<c r="${reference}"${style === 0 ? '' : ` s="${style}"`}`;
  if (content instanceof Date) return `${start}><v>${serialDay(content)}</v></c>`;
  if (typeof content === 'boolean') return `${start} t="b"><v>${Number(content)}</v></c>`;
  if (typeof content === 'number') {
    return Number.isFinite(content) ? `${start}><v>${content}</v></c>` : textCell(start, String(content));
  }
  if (typeof content === 'string') return textCell(start, content);
  const isText = typeof content.value === 'string';
  const value = escapeXml(String(content.value));
  return `${start}${isText ? ' t="str"' : ''}><f>${escapeXml(content.formula)}</f><v>${value}</v></c>`;
}

function textCell(start: string, text: string): string {
  const shown = escapeXml(text.slice(0, maxTextLength));
  return `${start} t="inlineStr"><is><t xml:space="preserve">${shown}</t></is></c>`;
}

/** Days since Excel's day 0, in the clock of this place, to the second. */
export function serialDay(date: Date): number {
  const local = date.getTime() - date.getTimezoneOffset() * 60_000;
  return Math.round(((local - firstDay) / dayMs) * 86_400) / 86_400;
}

/** The moment that a number of days means. */
export function dateOfSerial(days: number): Date {
  const asUtc = new Date(firstDay + Math.round(days * 86_400) * 1000);
  return new Date(asUtc.getTime() + asUtc.getTimezoneOffset() * 60_000);
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/** A → 0, AA → 26. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
