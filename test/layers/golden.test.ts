/** Layers against Keras's own outputs and gradients. */
import { describe, expect, it } from 'vitest';
import { ArgumentError, layers, models, type Tensor, tf } from '../../src/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';

interface NamedArray {
  name: string;
  value: GoldenArray;
}

interface LayerCase {
  args: Record<string, unknown>;
  layer: string;
  tolerance: Tolerance;
  call?: { training?: boolean };
  trainable?: boolean;
  weights: NamedArray[];
  input: GoldenArray;
  input_shape?: number[];
  upstream: GoldenArray;
  output: GoldenArray;
  grad_input: GoldenArray;
  grad_weights: NamedArray[];
  weights_after: NamedArray[];
  raises?: string;
  rules?: unknown;
}

// The arguments come from a file: they are Keras's, and each case is made for its layer.
type Maker = (args: never) => layers.Layer;

const makers: Record<string, Maker> = {
  Activation: layers.activation,
  AveragePooling2D: layers.averagePooling2D,
  BatchNormalization: layers.batchNormalization,
  Conv2D: layers.conv2D,
  Conv2DTranspose: layers.conv2DTranspose,
  Dense: layers.dense,
  DepthwiseConv2D: layers.depthwiseConv2D,
  Dropout: layers.dropout,
  Flatten: layers.flatten,
  GlobalAveragePooling2D: layers.globalAveragePooling2D,
  GlobalMaxPooling2D: layers.globalMaxPooling2D,
  GroupNormalization: layers.groupNormalization,
  LayerNormalization: layers.layerNormalization,
  MaxPooling2D: layers.maxPooling2D,
  ReLU: layers.reLU,
  Rescaling: layers.rescaling,
  SeparableConv2D: layers.separableConv2D,
  SpatialDropout2D: layers.spatialDropout2D,
  UpSampling2D: layers.upSampling2D,
  ZeroPadding2D: layers.zeroPadding2D,
};

/** Cases of arguments that do not exist yet, each with the reason. */
const notYet: Record<string, string> = {
  'layers/dropout_train_rules_noise_shape': 'noiseShape',
  'layers/globalavg_keepdims': 'keepdims',
  'layers/globalmax_keepdims': 'keepdims',
  'layers/rescaling_per_channel': 'a scale for each channel',
};

const ids = goldenIds('layers').filter((id) => {
  const golden = goldenCase<LayerCase>(id);
  return golden.layer in makers && golden.rules === undefined && !(id in notYet);
});

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function argumentsOf(golden: LayerCase): Record<string, unknown> {
  const entries = Object.entries(golden.args).filter(([name]) => name !== 'layer');
  return Object.fromEntries(
    entries.map(([name, value]) => [
      camelCase(name),
      name === 'activation' ? camelCase(String(value)) : value,
    ]),
  );
}

function make(golden: LayerCase, batchShape: number[]): layers.Layer {
  const maker = makers[golden.layer] as (args: Record<string, unknown>) => layers.Layer;
  const layer = maker({
    ...argumentsOf(golden),
    inputShape: batchShape.slice(1),
    trainable: golden.trainable ?? true,
  });
  models.sequential([layer]);
  return layer;
}

describe('layers agree with Keras', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThanOrEqual(60));

  it.each(ids)('%s', (id) => {
    const golden = goldenCase<LayerCase>(id);
    if (golden.raises !== undefined) {
      expect(() => make(golden, golden.input_shape!)).toThrow(ArgumentError);
      return;
    }
    tf.tidy(() => {
      const input = tensorOf(golden.input);
      const layer = make(golden, golden.input.shape);
      layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
      const call = (x: Tensor): Tensor => layer.apply(x, golden.call ?? {}) as Tensor;
      const output = call(input);
      expect(output.shape).toEqual(golden.output.shape);
      expect((layer.computeOutputShape(golden.input.shape) as number[]).slice(1)).toEqual(
        golden.output.shape.slice(1),
      );
      expectClose(output.dataSync(), numbersOf(golden.output), golden.tolerance);
      expectWeights(layer, golden, golden.weights_after);
      layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
      const upstream = tensorOf(golden.upstream);
      const total = (x: Tensor): Tensor => tf.sum(tf.mul(call(x), upstream));
      expectClose(tf.grad(total)(input).dataSync(), numbersOf(golden.grad_input), golden.tolerance);
      layer.setWeights(golden.weights.map(({ value }) => tensorOf(value)));
      if (golden.grad_weights.length === 0) return;
      const variables = layer.trainableWeights.map(
        (weight) => weight.read() as ReturnType<typeof tf.variable>,
      );
      const { grads } = tf.variableGrads(() => total(input) as ReturnType<typeof tf.scalar>, variables);
      for (const [index, { name, value }] of golden.grad_weights.entries()) {
        expect(layer.trainableWeights[index]!.originalName.endsWith(name)).toBe(true);
        expectClose(grads[variables[index]!.name]!.dataSync(), numbersOf(value), golden.tolerance);
      }
    });
  });
});

function expectWeights(layer: layers.Layer, golden: LayerCase, expected: NamedArray[]): void {
  const values = layer.getWeights();
  for (const { name, value } of expected) {
    const index = golden.weights.findIndex((weight) => weight.name === name);
    expectClose(values[index]!.dataSync(), numbersOf(value), golden.tolerance);
  }
}
