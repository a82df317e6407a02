/** Mirrors ImageDataGenerator.flow: images that are in memory. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { ImageSet } from '../imageSet.js';
import { type FlowArgs, requireFlowArgs, subsetBounds } from './flowArgs.js';
import type { ImageDataGenerator } from './imageDataGenerator.js';
import { ImageFlow } from './imageFlow.js';

/** Images [count, height, width, channels] of values from 0 to 255; with targets, one row an image; with weights. */
export type FlowData =
  | ImageSet
  | Tensor
  | readonly [x: Tensor]
  | readonly [x: Tensor, y: Tensor]
  | readonly [x: Tensor, y: Tensor, sampleWeight: Tensor];

/** Arguments of `flow`. */
export interface FlowFromArraysArgs extends FlowArgs {
  /** Whether the two parts of a split may have other classes than each other. */
  ignoreClassSplit?: boolean;
}

/** See `ImageDataGenerator.flow`. */
export function flowFromArrays(
  generator: ImageDataGenerator,
  data: FlowData,
  args: FlowFromArraysArgs,
): ImageFlow {
  requireFlowArgs('flow', args);
  const { x, y, sampleWeight } = arraysOf(data, generator);
  const [count, height, width, channels] = x.shape;
  const [first, end] = subsetBounds(count, generator.validationSplit, args.subset);
  for (const [name, rows] of Object.entries({ y, sampleWeight })) {
    if (rows !== undefined && rows.shape[0] !== count) {
      throw new ArgumentError(
        `flow: x has ${count} images, ${name} has ${rows.shape[0]} rows. They must be as many.`,
      );
    }
  }
  if (args.subset !== undefined && args.ignoreClassSplit !== true && y !== undefined)
    requireSameClasses(y, first, end);
  const size = height * width * channels;
  return new ImageFlow(
    generator,
    {
      samples: end - first,
      imageShape: [height, width, channels],
      images(places) {
        const values = new (x.values.constructor as typeof Uint8Array | typeof Float32Array)(
          places.length * size,
        );
        for (const [row, place] of places.entries()) {
          const from = (first + place) * size;
          values.set(x.values.subarray(from, from + size), row * size);
        }
        return { values, count: places.length, shape: [height, width, channels] };
      },
      targets: y && ((places) => rowsOf(y, places, first)),
      weights: sampleWeight && ((places) => rowsOf(sampleWeight, places, first)),
      nameOf: (place) => `image ${place}`,
      strict: true,
    },
    args,
  );
}

interface Rows {
  values: Float32Array | Int32Array | Uint8Array;
  shape: readonly number[];
  dtype: 'float32' | 'int32';
}

interface Images {
  values: Float32Array | Uint8Array;
  shape: readonly [count: number, height: number, width: number, channels: number];
}

function arraysOf(
  data: FlowData,
  generator: ImageDataGenerator,
): { x: Images; y?: Rows; sampleWeight?: Rows } {
  if (data instanceof ImageSet) {
    const [height, width, channels] = data.imageShape;
    const size = height * width * channels;
    const values = new Uint8Array(data.length * size);
    for (let place = 0; place < data.length; place++) values.set(data.image(place), place * size);
    const y: Rows = { values: data.labels, shape: [data.length], dtype: 'int32' };
    return { x: { values, shape: [data.length, height, width, channels] }, y };
  }
  const [x, y, sampleWeight] = data instanceof tf.Tensor ? [data] : data;
  if (!(x instanceof tf.Tensor) || x.rank !== 4) {
    throw new ArgumentError(
      `flow: expected images [count, height, width, channels]; received ${x instanceof tf.Tensor ? `[${x.shape.join(', ')}]` : typeof x}.`,
    );
  }
  const last = tf.tidy(() =>
    generator.dataFormat === 'channelsFirst' ? x.transpose([0, 2, 3, 1]) : x.clone(),
  );
  const images = {
    values: Float32Array.from(last.dataSync()),
    shape: last.shape as [number, number, number, number],
  };
  last.dispose();
  return { x: images, y: y && rowsIn(y), sampleWeight: sampleWeight && rowsIn(sampleWeight) };
}

function rowsIn(tensor: Tensor): Rows {
  const dtype = tensor.dtype === 'float32' ? 'float32' : 'int32';
  return { values: tensor.dataSync().slice() as Rows['values'], shape: tensor.shape, dtype };
}

function rowsOf({ values, shape, dtype }: Rows, places: Int32Array, first: number): Tensor {
  const size = values.length / (shape[0] || 1);
  const rows =
    dtype === 'float32' ? new Float32Array(places.length * size) : new Int32Array(places.length * size);
  for (const [row, place] of places.entries()) {
    rows.set(values.subarray((first + place) * size, (first + place + 1) * size), row * size);
  }
  return tf.tensor(rows, [places.length, ...shape.slice(1)], dtype);
}

function requireSameClasses(y: Rows, first: number, end: number): void {
  const size = y.values.length / (y.shape[0] || 1);
  const [inside, out] = [new Set<string>(), new Set<string>()];
  for (let row = 0; row * size < y.values.length; row++) {
    const label = y.values.subarray(row * size, (row + 1) * size).join();
    (row >= first && row < end ? inside : out).add(label);
  }
  if (inside.size === out.size) return;
  throw new ArgumentError(
    'flow: training and validation have a different number of classes after the split. Arrays that are sorted by class must be shuffled first; ignoreClassSplit: true allows it.',
  );
}
