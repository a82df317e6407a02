/** “Did you mean …?” */

/**
 * The name that a misspelt one is closest to, or undefined if none is close.
 * @example nearestName('adamm', ['sgd', 'adam']) // 'adam'
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.replaceAll('_', '').toLowerCase();
  const wanted = plain(name);
  const ranked = names
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return undefined;
  if (best.distance <= 2 && best.distance < wanted.length) return best.candidate;
  // A name of which words were left out: sparse_crossentropy.
  const parts = name.split(/_|(?=[A-Z])/).map((part) => part.toLowerCase());
  const whole = names.find((candidate) => parts.every((part) => plain(candidate).includes(part)));
  if (whole !== undefined) return whole;
  return best.distance <= Math.floor(wanted.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's: how many letters to add, drop or change; two swapped neighbors count one (Damerau). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(
        rows[row - 1]![column]! + 1,
        current[column - 1]! + 1,
        rows[row - 1]![column - 1]! + change,
      );
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwapped) best = Math.min(best, rows[row - 2]![column - 2]! + 1);
      current.push(best);
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
