/** A tensor as text: shape and type, its first values in their brackets, and what range they have. */
import { type TensorLike, type TensorValues, tensorTitle } from './tensor.js';

/** Tensors up to this size are shown whole. */
const wholeSize = 100;
/** Of larger ones, so many entries of the last dimension and of each before it. */
const firstEntries = { last: 8, before: 3 };
/** Tensors larger than this stay where they are: TensorFlow computes their range. */
const copiedSize = 4_000_000;
const ellipsis = '…';

/** Disposes what it computes; the tensor stays the caller's. */
export async function tensorText(tensor: TensorLike): Promise<string> {
  const title = tensorTitle(tensor);
  if (tensor.isDisposed || tensor.dtype === 'complex64') return title;
  if (tensor.size === 0) return `${title}, without values`;
  const { shape, size, dtype } = tensor;
  const shown =
    size <= wholeSize ? [...shape] : shape.map((length, dimension) => leading(length, dimension, shape));
  if (size <= copiedSize) {
    const values = await tensor.data();
    return [title, nested(values, shape, shape, shown, dtype), rangeOf(values, dtype)]
      .filter(Boolean)
      .join('\n');
  }
  const corner = tensor.slice(
    shape.map(() => 0),
    shown,
  );
  try {
    const values = await corner.data();
    return [title, nested(values, shown, shape, shown, dtype), await farRange(tensor)]
      .filter(Boolean)
      .join('\n');
  } finally {
    corner.dispose();
  }
}

/** A value or a few on one line, for `console.log` and inside of other values. */
export function tensorLine(tensor: TensorLike): string {
  const title = tensorTitle(tensor);
  if (tensor.isDisposed || tensor.size > firstEntries.last || tensor.dtype === 'complex64') return title;
  const { shape, dtype } = tensor;
  return `${title} ${onOneLine(nested(tensor.dataSync(), shape, shape, shape, dtype))}`;
}

/** Columns need no padding where there is one row. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\[ /g, '[');
}

function leading(length: number, dimension: number, shape: readonly number[]): number {
  return Math.min(length, dimension === shape.length - 1 ? firstEntries.last : firstEntries.before);
}

/**
 * Brackets around brackets, as NumPy writes them.
 * @param stored the shape of `values`
 * @param whole the tensor's
 * @param shown how many entries of each dimension are written
 */
function nested(
  values: TensorValues,
  stored: readonly number[],
  whole: readonly number[],
  shown: readonly number[],
  dtype: string,
): string {
  const texts: string[] = [];
  const visit = (dimension: number, offset: number): unknown[] | number => {
    if (dimension === shown.length) return texts.push(valueText(values[offset], dtype)) - 1;
    const stride = stored.slice(dimension + 1).reduce((product, length) => product * length, 1);
    return Array.from({ length: shown[dimension]! }, (_, index) =>
      visit(dimension + 1, offset + index * stride),
    );
  };
  const tree = visit(0, 0);
  const width = Math.max(...texts.map((text) => text.length));
  const write = (node: unknown, dimension: number): string => {
    if (typeof node === 'number') return shown.length === 0 ? texts[node]! : texts[node]!.padStart(width);
    const parts = (node as unknown[]).map((child) => write(child, dimension + 1));
    if (shown[dimension]! < whole[dimension]!) parts.push(ellipsis);
    const blank = '\n'.repeat(shown.length - 1 - dimension) + ' '.repeat(dimension + 1);
    return `[${parts.join(dimension === shown.length - 1 ? ', ' : `,${blank}`)}]`;
  };
  return write(tree, 0);
}

function valueText(value: number | string | undefined, dtype: string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (dtype === 'bool') return value ? 'true' : 'false';
  return numberText(value ?? 0);
}

function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  return magnitude < 1e-3 || magnitude >= 1e6 ? value.toExponential(3) : value.toFixed(4);
}

/** Smallest, mean and largest of the finite values, and how many are not: what one looks for when a training fails. */
function rangeOf(values: TensorValues, dtype: string): string {
  if (values.length < 2 || (dtype !== 'float32' && dtype !== 'int32')) return '';
  let [low, high, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!Number.isFinite(value)) continue;
    finite++;
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const odd = values.length - finite;
  const warning = odd === 0 ? '' : `${finite === 0 ? '' : ' · '}${odd} NaN or infinite`;
  return (finite === 0 ? '' : range(low, sum / finite, high)) + warning;
}

async function farRange(tensor: TensorLike): Promise<string> {
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32') return '';
  const results = [tensor.min(), tensor.mean(), tensor.max()];
  try {
    const [low, mean, high] = await Promise.all(
      results.map(async (result) => Number((await result.data())[0])),
    );
    return range(low!, mean!, high!);
  } finally {
    for (const result of results) result.dispose();
  }
}

function range(low: number, mean: number, high: number): string {
  return `min ${numberText(low)} · mean ${numberText(mean)} · max ${numberText(high)}`;
}
