/** Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations. */

/** A rotation that small changes nothing. */
const negligible = 1e-22;
const sweepLimit = 60;

/**
 * @param matrix size × size, row by row; not changed
 * @returns eigenvalues, and the eigenvectors as the columns of a size × size matrix
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let index = 0; index < size; index++) vectors[index * size + index] = 1;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < sweepLimit && offDiagonal(a, size) > negligible * scale; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
    }
  }
  return { values: Float64Array.from({ length: size }, (_, index) => a[index * size + index]!), vectors };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) sum += a[row * size + column]! ** 2;
  }
  return sum;
}

/** Turns rows and columns p and q so that a[p, q] becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const ratio = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const tangent = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cos = 1 / Math.sqrt(tangent * tangent + 1);
  const sin = tangent * cos;
  const turn = (values: Float64Array, first: number, second: number): void => {
    const [x, y] = [values[first]!, values[second]!];
    values[first] = cos * x - sin * y;
    values[second] = sin * x + cos * y;
  };
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k);
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q);
}
