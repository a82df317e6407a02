/** Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations. */
export interface SymmetricEigen {
  /** Largest first. */
  values: number[];
  /** A vector of length 1 for each value. */
  vectors: Float64Array[];
}

const sweeps = 30;

/** @param symmetric [size][size]; is left as it is */
export function symmetricEigen(symmetric: readonly (readonly number[])[]): SymmetricEigen {
  const matrix = symmetric.map((row) => [...row]);
  const size = matrix.length;
  const columns = matrix.map((_, row) => matrix.map((_one, column) => Number(row === column)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (matrix[p]![q] === 0) continue;
        const angle = 0.5 * Math.atan2(2 * matrix[p]![q]!, matrix[p]![p]! - matrix[q]![q]!);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const turn = (a: number, b: number): [number, number] => [cos * a + sin * b, cos * b - sin * a];
        for (const row of [...matrix, ...columns]) [row[p], row[q]] = turn(row[p]!, row[q]!);
        for (let column = 0; column < size; column++) {
          [matrix[p]![column], matrix[q]![column]] = turn(matrix[p]![column]!, matrix[q]![column]!);
        }
      }
    }
  }
  const order = matrix.map((_, index) => index).sort((a, b) => matrix[b]![b]! - matrix[a]![a]!);
  return {
    values: order.map((index) => matrix[index]![index]!),
    vectors: order.map((column) => Float64Array.from(columns, (row) => row[column]!)),
  };
}
