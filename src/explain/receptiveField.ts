/** Which part of the image one element of a feature map can see, in closed form and measured by gradient.
 *  Araujo et al. 2019, "Computing Receptive Fields of Convolutional Neural Networks"; how much of it counts: Luo et al.
 *  2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks". */
import type { LayersModel, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { nextSeed, randomTensor, type Scalar, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { gradients } from '../training/gradients.js';
import { flatLayers } from '../training/graph/layerTree.js';
import { layerCosts } from '../training/summary/layerCosts.js';
import { onlyInputShape } from './oneImage.js';
import { requirePositive } from './pairs.js';
import { type AnyLayer, layerNamed, layersOfMaps, runUntil, type WatchedModel } from './watchedRun.js';

/** Arguments of `receptiveField`. */
export interface ReceptiveFieldArgs {
  /** The layer that looks; the last one with places if left out. */
  layer?: string | AnyLayer;
  /** The element of its feature maps, [row, column]; the middle one if left out. */
  position?: readonly [row: number, column: number];
}

/** A part of an image, in pixels; what lies outside of the image is padding. */
export interface PixelBox {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** What one element of a feature map sees. */
export interface ReceptiveFieldOf {
  layer: string;
  position: [row: number, column: number];
  /** [height, width] of the field in pixels, padding included. */
  size: [number, number];
  /** How many pixels apart the fields of neighboring elements are. */
  stride: [number, number];
  /** Where the field lies. */
  box: PixelBox;
}

/**
 * The receptive field in closed form: every window adds (F − 1)·D·(product of the strides before it).
 * @throws {ArgumentError} for a layer that sees the whole image, and behind up-sampling
 * @example
 * const { size, box } = receptiveField(model, { layer: 'conv2d', position: [0, 0] });
 * size; // [3, 3]
 * box; // { top: 0, left: 0, height: 3, width: 3 }
 */
export function receptiveField(model: WatchedModel, args: ReceptiveFieldArgs = {}): ReceptiveFieldOf {
  const caller = 'receptiveField';
  const layer = lookingLayer(caller, model, args.layer);
  const growing = flatLayers(model as LayersModel);
  const upward = growing
    .slice(0, growing.indexOf(layer) + 1)
    .find((one) => /Transpose|UpSampling/.test(one.getClassName()));
  if (upward !== undefined) {
    throw new ArgumentError(
      `${caller}: "${upward.name}" makes feature maps larger, for which there is no closed form. Use receptiveFieldByGradient.`,
    );
  }
  const field = layerCosts(model as LayersModel).get(layer)?.field;
  if (field?.size == null) {
    throw new ArgumentError(`${caller}: every element of "${layer.name}" sees the whole image.`);
  }
  const position = positionIn(caller, layer, args.position);
  const { size, stride, start } = field;
  return {
    layer: layer.name,
    position,
    size: [...size],
    stride: [...stride],
    box: {
      top: start[0] + position[0] * stride[0],
      left: start[1] + position[1] * stride[1],
      height: size[0],
      width: size[1],
    },
  };
}

/** Arguments of `receptiveFieldByGradient`. */
export interface ReceptiveFieldByGradientArgs extends ReceptiveFieldArgs {
  /** How many images of noise are averaged: where a rectifier or a maximum hides a pixel in one, another shows it. Default 16. */
  samples?: number;
  /** Makes the noise repeatable. */
  seed?: number;
}

/** What one element of a feature map reacts to. */
export interface MeasuredField {
  layer: string;
  position: [row: number, column: number];
  /** [height][width] of the image: mean |∂element/∂pixel|, 1 for the largest. */
  influence: number[][];
  /** Around all pixels that have any; undefined if none has. */
  box: PixelBox | undefined;
}

/**
 * The receptive field as the model itself shows it: the gradient of one element, summed over its channels, with respect
 * to images of noise. The box is that of `receptiveField` cut to the image; the influence falls towards its edges.
 * @throws {ArgumentError} for a layer without places
 * @example
 * const { box } = receptiveFieldByGradient(model, { layer: 'conv2d', position: [2, 2], seed: 1 });
 * box; // { top: 2, left: 2, height: 3, width: 3 }
 */
export function receptiveFieldByGradient(
  model: WatchedModel,
  args: ReceptiveFieldByGradientArgs = {},
): MeasuredField {
  const caller = 'receptiveFieldByGradient';
  const { samples = 16 } = args;
  requirePositive(caller, 'samples', samples);
  const layer = lookingLayer(caller, model, args.layer);
  const position = positionIn(caller, layer, args.position);
  const [, height, width, channels] = onlyInputShape(caller, model);
  if (height == null || width == null) {
    throw new ArgumentError(`${caller}: expected a model whose images have a size; its input is open.`);
  }
  const seed = args.seed ?? nextSeed();
  const influence = tf.tidy(() => {
    const noise = randomTensor('uniform', [samples, height, width, channels ?? 1], () => seed);
    const elementOf = (images: Tensor): Scalar => {
      const maps = runUntil(model, [images], layer);
      const element = tf.slice(maps, [0, ...position, 0], [samples, 1, 1, maps.shape[3]!]);
      // Different weights, lest channels cancel out.
      const weights = randomTensor('uniform', element.shape, () => seed + 1);
      return tf.sum(tf.mul(element, weights)) as Scalar;
    };
    const [slopes] = gradients((images) => elementOf(images!), [noise]).gradients;
    const mean = tf.mean(tf.sum(tf.abs(slopes!), -1), 0, true);
    return (tf.divNoNan(mean, tf.max(mean)) as Tensor3D).arraySync()[0]!;
  });
  return { layer: layer.name, position, influence, box: boxAround(influence) };
}

function lookingLayer(caller: string, model: WatchedModel, given: string | AnyLayer | undefined): AnyLayer {
  const layer = given === undefined ? layersOfMaps(model).at(-1) : layerNamed(caller, model, given);
  if (layer !== undefined) return layer;
  throw new ArgumentError(
    `${caller}: model "${model.name}" has no layer that gives feature maps [batch, height, width, channels].`,
  );
}

function positionIn(
  caller: string,
  layer: AnyLayer,
  given: readonly [number, number] | undefined,
): [number, number] {
  const shape = layer.inboundNodes[0]?.outputTensors[0]?.shape ?? [];
  const [, rows, columns] = shape;
  if (shape.length !== 4) {
    throw new ArgumentError(`${caller}: every element of "${layer.name}" sees the whole image.`);
  }
  if (given === undefined && (rows == null || columns == null)) {
    throw new ArgumentError(
      `${caller}: the size of "${layer.name}" is open. Say which position: [row, column].`,
    );
  }
  const position = given ?? [Math.floor(rows! / 2), Math.floor(columns! / 2)];
  const isInside = [rows, columns].every((length, axis) => {
    const at = position[axis]!;
    return Number.isInteger(at) && at >= 0 && (length == null || at < length);
  });
  if (isInside) return [position[0], position[1]];
  throw new ArgumentError(
    `${caller}: expected a position inside the ${rows}×${columns} places of "${layer.name}"; received [${position.join(', ')}].`,
  );
}

function boxAround(map: readonly (readonly number[])[]): PixelBox | undefined {
  const rows = map.flatMap((row, index) => (row.some((value) => value > 0) ? [index] : []));
  const columns = map[0]?.flatMap((_, index) => (map.some((row) => row[index]! > 0) ? [index] : [])) ?? [];
  const [top, left] = [rows[0], columns[0]];
  if (top === undefined || left === undefined) return undefined;
  return { top, left, height: rows.at(-1)! - top + 1, width: columns.at(-1)! - left + 1 };
}
