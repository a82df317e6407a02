/** The usual second half of transfer learning: the last layers of a frozen network learn, too. In Keras a loop over
 *  `model.layers` that sets `trainable`. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { nearestName } from '../compile/nearestName.js';

/** Arguments of `models.unfreezeFrom`. */
export interface UnfreezeFromArgs {
  /**
   * Whether batch normalizations stay frozen, which then go on with the statistics that they have: wise with few images.
   * Default false.
   */
  keepNormalizationFrozen?: boolean;
}

/**
 * Lets a layer and all that come after it in `model.layers` learn, and freezes those before it. Call `compile` after it,
 * as in Keras.
 * @param first the layer's name
 * @throws {ArgumentError} if the model has no such layer
 * @example
 * const backbone = applications.resNet50({ includeTop: false, weights: null, inputShape: [32, 32, 3] });
 * models.unfreezeFrom(backbone, 'conv5_block1_1_conv', { keepNormalizationFrozen: true });
 * backbone.layers.filter((layer) => layer.trainable && layer.weights.length > 0).length; // 10
 */
export function unfreezeFrom(
  model: Pick<LayersModel, 'name' | 'layers' | 'trainable'>,
  first: string,
  { keepNormalizationFrozen = false }: UnfreezeFromArgs = {},
): void {
  const { layers } = model;
  const start = layers.findIndex(({ name }) => name === first);
  if (start === -1) throw unknownLayer(model, first);
  // Reaches every layer, also those of models inside.
  model.trainable = true;
  for (const [index, layer] of layers.entries()) {
    const isKept = keepNormalizationFrozen && layer.getClassName() === 'BatchNormalization';
    if (index < start || isKept) layer.trainable = false;
  }
}

function unknownLayer({ name, layers }: Pick<LayersModel, 'name' | 'layers'>, first: string): ArgumentError {
  const near = nearestName(
    first,
    layers.map((layer) => layer.name),
  );
  const hint = near === undefined ? 'model.summary() lists its layers.' : `Did you mean “${near}”?`;
  return new ArgumentError(`unfreezeFrom: the model “${name}” has no layer “${first}”. ${hint}`);
}
