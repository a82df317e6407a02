/** Tensors as the kernel sees them: by their form, so that it never loads TensorFlow itself. */

export type TensorValues = ArrayLike<number> | readonly string[];

/** What the display needs of a tfjs tensor or variable. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed: boolean;
  data(): Promise<TensorValues>;
  dataSync(): TensorValues;
  slice(begin: readonly number[], size: readonly number[]): TensorLike;
  min(): TensorLike;
  max(): TensorLike;
  mean(): TensorLike;
  dispose(): void;
}

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, dtype, size, isDisposed, dataSync, slice } = value as Partial<TensorLike>;
  return (
    Array.isArray(shape) &&
    typeof dtype === 'string' &&
    typeof size === 'number' &&
    typeof isDisposed === 'boolean' &&
    typeof dataSync === 'function' &&
    typeof slice === 'function'
  );
}

/** `Tensor float32 [32, 28, 28, 1]` */
export function tensorTitle(tensor: TensorLike): string {
  const kind = tensor.constructor.name === 'Variable' ? 'Variable' : 'Tensor';
  const title = `${kind} ${tensor.dtype} [${tensor.shape.join(', ')}]`;
  return tensor.isDisposed ? `${title}, disposed` : title;
}
