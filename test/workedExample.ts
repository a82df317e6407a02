/** W2, the course's worked example of a convolution. */
export const workedImage = [
  [1, 1, 1, 0, 0],
  [0, 1, 1, 1, 0],
  [0, 0, 1, 1, 1],
  [0, 0, 1, 1, 0],
  [0, 1, 1, 0, 0],
];
export const workedKernel = [
  [1, 0, 1],
  [0, 1, 0],
  [1, 0, 1],
];
export const workedOutput = [
  [4, 3, 4],
  [2, 4, 3],
  [2, 3, 4],
];
