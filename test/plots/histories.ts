import type { HistoryLike } from '../../src/plots/index.js';

/** Ten epochs as the CIFAR-10 exercise gives them. */
export const tenEpochs: HistoryLike = {
  epoch: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  history: {
    loss: [1.52, 1.16, 1.01, 0.92, 0.85, 0.8, 0.75, 0.71, 0.67, 0.64],
    accuracy: [0.44, 0.58, 0.64, 0.67, 0.7, 0.72, 0.735, 0.75, 0.76, 0.77],
    val_loss: [1.25, 1.1, 1.0, 0.95, 0.93, 0.91, 0.88, 0.9, 0.92, 0.93],
    val_accuracy: [0.55, 0.61, 0.65, 0.66, 0.675, 0.68, 0.69, 0.695, 0.697, 0.69],
  },
};
