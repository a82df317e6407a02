/** What a kernel died of, for its reader, from the last that it wrote on standard error. */

const heapFull = /heap out of memory|heap limit/i;
const heapUsed = /Mark-Compact[^\n]*?([\d.]+) \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB/g;
const shownLines = 40;
/** Node tells of the worker's own inspector when a process kills itself. */
const noise = 'Waiting for the debugger to disconnect...';

/** First line what happened; then what to do. */
export function causeOfDeath(lastWords: string): string[] {
  if (heapFull.test(lastWords)) {
    const used = [...lastWords.matchAll(heapUsed)].at(-1)?.[2];
    const size = used === undefined ? '' : ` at ${Math.round(Number(used))} MB`;
    return [
      `The kernel ran out of memory: JavaScript's heap was full${size}.`,
      'Everything the notebook had computed is lost; the kernel starts anew.',
      'Keep numbers in tensors or typed arrays (Float32Array), which lie outside that heap, drop what is no longer needed,',
      'or give the heap more room: npx cuaderno install --env NODE_OPTIONS=--max-old-space-size=8192',
    ];
  }
  const words = lastWords
    .split('\n')
    .filter((line) => line.trim() !== '' && line !== noise)
    .slice(-shownLines);
  return [
    'The kernel process ended while this cell was running.',
    'Everything the notebook had computed is lost; the kernel starts anew.',
    ...(words.length === 0
      ? [
          'It left no message: mostly the operating system has ended it because the memory of the machine was full',
          '(smaller batches, fewer images at once, tensors disposed), or native code has crashed.',
        ]
      : ['Its last words:', ...words]),
  ];
}
