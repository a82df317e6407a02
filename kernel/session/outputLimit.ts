/** How much a cell may print: what a loop without end prints must fill neither the notebook nor the memory. */

/** What a cell has printed so far. */
export interface Printed {
  characters: number;
}

const defaultLimitMb = 8;
/** `CUADERNO_OUTPUT_LIMIT_MB`, in millions of characters. */
const limitMb = Number(process.env.CUADERNO_OUTPUT_LIMIT_MB) || defaultLimitMb;
const limit = limitMb * 1e6;

/** The part of `text` that the cell may still print, and once, where it is cut, what to tell the reader. Counts it. */
export function withinLimit(printed: Printed, text: string): { admitted: string; notice?: string } {
  const before = printed.characters;
  printed.characters += text.length;
  if (printed.characters <= limit) return { admitted: text };
  if (before > limit) return { admitted: '' };
  const notice =
    `\n[Output cut off: this cell has printed more than ${limitMb} million characters. It still runs, unheard: ` +
    'interrupt it, print less, or raise CUADERNO_OUTPUT_LIMIT_MB before the kernel starts.]\n';
  return { admitted: text.slice(0, limit - before), notice };
}
