/** Grad-CAM: where a convolutional network looks when it decides for a class. Selvaraju et al. 2017, "Grad-CAM: Visual
 *  Explanations from Deep Networks via Gradient-based Localization":
 *  α_k = mean over places of ∂score/∂A_k, map = ReLU(Σ_k α_k A_k). */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { gradients } from '../training/gradients.js';
import { classCount, classScore, likeliestClass, requireClass } from './classScore.js';
import { oneImage } from './oneImage.js';
import { type AnyLayer, layerNamed, layersOfMaps, type WatchedModel, watchedRun } from './watchedRun.js';

/** Arguments of `gradCam`. */
export interface GradCamArgs {
  /** Whose score is explained; the likeliest class if left out. */
  classIndex?: number;
  /** The layer whose feature maps are weighted, also in a model inside; the last one with places if left out. */
  layer?: string | AnyLayer;
}

/** A map of what speaks for a class. */
export interface ClassMap {
  /** [height][width] of the map, from 0 to 1. */
  map: number[][];
  classIndex: number;
  /** The class's score: its logit where the model ends with softmax or sigmoid. */
  score: number;
  /** Where the map was made. */
  layer: string;
}

/**
 * Which places of a layer's feature maps speak for a class: 1 for the strongest, 0 for what does not or speaks against.
 * The map has the layer's places; `plots.gradCam` lays it over the image.
 * @param image [height, width, channels] or a batch of one, as the model takes it
 * @throws {ArgumentError} for a layer without places, an image or a class that does not fit the model
 * @example
 * const { map, classIndex } = gradCam(model, test.take(1).toTensors().x);
 * map.length; // 7: as many rows as the last feature maps have
 */
export function gradCam(
  model: WatchedModel,
  image: Tensor,
  { classIndex, layer: given }: GradCamArgs = {},
): ClassMap {
  const layer = given === undefined ? lastWithPlaces(model) : layerNamed('gradCam', model, given);
  return tf.tidy(() => {
    const x = oneImage('gradCam', model, image);
    let features: Tensor | undefined;
    const outputs = watchedRun(model, [x], (one, output) => {
      if (one === layer) features = output.clone();
      return output;
    });
    if (features?.rank !== 4) {
      throw new ArgumentError(
        `gradCam: expected a layer that gives feature maps [batch, height, width, channels]; "${layer.name}" gives [${features?.shape.join(', ') ?? ''}].`,
      );
    }
    const units = classCount('gradCam', outputs);
    const chosen = classIndex ?? likeliestClass(outputs[0]!);
    requireClass('gradCam', chosen, units);
    const { value, gradients: slopes } = gradients(
      (maps) => {
        const watched = watchedRun(model, [x], (one, output) => (one === layer ? maps!.clone() : output));
        return classScore(watched[0]!, chosen);
      },
      [features],
    );
    const weights = tf.mean(slopes[0]!, [1, 2], true);
    const raw = tf.relu(tf.sum(tf.mul(features, weights), -1));
    const scaled = tf.divNoNan(raw, tf.max(raw)) as Tensor3D;
    const map = scaled.arraySync()[0]!;
    const score = value.dataSync()[0]!;
    return { map, classIndex: chosen, score, layer: layer.name };
  });
}

function lastWithPlaces(model: WatchedModel): AnyLayer {
  const layer = layersOfMaps(model).at(-1);
  if (layer !== undefined) return layer;
  throw new ArgumentError(
    `gradCam: model "${model.name}" has no layer that gives feature maps [batch, height, width, channels].`,
  );
}
