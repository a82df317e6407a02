/** How large the gradients are in each layer: they shrink on the way back through a deep network, or grow.
 *  Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks". */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { flatLayers } from '../training/graph/layerTree.js';
import { batchLoss, type LossBatch } from './batchLoss.js';
import type { WatchedModel } from './watchedRun.js';

/** The gradient of one layer's weights. */
export interface GradientNorm {
  layer: string;
  /** √(mean of the squared slopes): comparable between layers of any size. */
  rms: number;
  /** √(sum of the squared slopes), as in clipping. */
  norm: number;
}

/**
 * The size of the loss's gradient in each layer that learns, from the first to the last, for one batch as in a training step.
 * Weights and moving means are afterwards as before; dropout draws its masks as in any step.
 * @throws {ArgumentError} for a model that is not compiled, and data that does not fit it
 * @example
 * const { x, y } = train.take(8).toTensors();
 * gradientNorms(model, { x, y }).map(({ layer }) => layer); // ['conv2d', 'dense']
 */
export function gradientNorms(model: WatchedModel, data: LossBatch): GradientNorm[] {
  const batch = batchLoss('gradientNorms', model, data);
  const whole = model as LayersModel;
  const before = tf.tidy(() => whole.weights.map((weight) => weight.read().clone()));
  try {
    return tf.tidy(() => {
      const layers = flatLayers(whole).filter((layer) => layer.trainableWeights.length > 0);
      const variables = layers.map((layer) =>
        layer.trainableWeights.map((weight) => weight.read() as ReturnType<typeof tf.variable>),
      );
      const { grads } = tf.variableGrads(() => batch.loss(true), [...new Set(variables.flat())]);
      return layers.map((layer, index) => {
        const slopes = variables[index]!.flatMap((variable) => grads[variable.name] ?? []);
        const squares = slopes.reduce((sum, slope) => sum + tf.sum(tf.square(slope)).dataSync()[0]!, 0);
        const count = slopes.reduce((sum, slope) => sum + slope.size, 0);
        return { layer: layer.name, rms: Math.sqrt(squares / Math.max(1, count)), norm: Math.sqrt(squares) };
      });
    });
  } finally {
    for (const [index, weight] of whole.weights.entries()) weight.write(before[index]!);
    tf.dispose(before);
    batch.dispose();
  }
}
