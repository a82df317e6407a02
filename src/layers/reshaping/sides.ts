/** How much is added or taken at both ends of every axis of places. */
import { complaint, type Reader } from '../arguments.js';

/** What goes at the beginning and at the end of an axis. */
export type Ends = [before: number, after: number];

/** One number for all sides, or for every axis one number or two: its beginning and its end. */
export function sides(places: number): Reader<Ends[]> {
  const isAmount = (one: unknown): one is number => Number.isSafeInteger(one) && (one as number) >= 0;
  const ends = (one: unknown): Ends | undefined => {
    if (isAmount(one)) return [one, one];
    return Array.isArray(one) && one.length === 2 && one.every(isAmount) ? [one[0]!, one[1]!] : undefined;
  };
  return (value, where) => {
    const list = Array.isArray(value) ? (value as unknown[]) : Array<unknown>(places).fill(value);
    const read = list.map(ends);
    if (list.length === places && read.every((one) => one !== undefined)) return read;
    throw complaint(
      where,
      `a whole number of at least 0, or for each of the ${places} axes one or a pair [beginning, end] of them`,
      value,
    );
  };
}

/** One number for both ends of the only axis, or two, as Keras's one-dimensional layers have it. */
export const bothEnds: Reader<number[]> = (value, where) => {
  const list = Array.isArray(value) ? (value as unknown[]) : [value, value];
  const isAmount = (one: unknown): one is number => Number.isSafeInteger(one) && (one as number) >= 0;
  if (list.length === 2 && list.every(isAmount)) return list;
  throw complaint(where, 'a whole number of at least 0 or a pair [beginning, end] of them', value);
};
