/** Gradients of anything with respect to anything: for lessons by hand, saliency and Grad-CAM. */
import type { LayersModel, Scalar, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { runGraph } from './graph/runGraph.js';

/** A value and its slopes; the caller disposes all of them. */
export interface ValueAndGradients {
  value: Scalar;
  /** One gradient a tensor, of the tensor's shape. */
  gradients: Tensor[];
}

/**
 * The gradients of a number with respect to tensors that it is computed from (images, feature maps, weights).
 * @param of computes the number; it is called once, with the tensors
 * @throws {ArgumentError} unless it gives one number
 * @example
 * const x = tf.tensor1d([1, 2, 3]);
 * const { value, gradients: [slope] } = gradients((one) => tf.sum(tf.square(one)) as Scalar, [x]);
 * value.dataSync(); // [14]
 * slope.dataSync(); // [2, 4, 6], which is 2x
 */
export function gradients(
  of: (...tensors: Tensor[]) => Scalar,
  tensors: readonly Tensor[],
): ValueAndGradients {
  const checked = (...given: Tensor[]): Scalar => {
    const value = of(...given);
    if (value instanceof tf.Tensor && value.size === 1) return tf.reshape(value, []) as Scalar;
    throw new ArgumentError(
      `gradients: the function must give one number, such as tf.sum(…); it gave ${value instanceof tf.Tensor ? `[${value.shape.join(', ')}]` : String(value)}.`,
    );
  };
  const { value, grads } = tf.valueAndGrads(checked)([...tensors]);
  return { value: value as Scalar, gradients: grads };
}

/** Arguments of `layerGradients`. */
export interface LayerGradientsArgs {
  model: Pick<LayersModel, 'name' | 'layers' | 'inputs' | 'outputs'>;
  /** The inputs, [batch, …]; a list for a model with several. */
  x: Tensor | readonly Tensor[];
  /** The layer whose output is looked at: its name, or itself. */
  layer: string | LayersModel['layers'][number];
  /** From the model's output (a list for several) to the number whose slopes are wanted. */
  of: (output: Tensor | Tensor[]) => Scalar;
}

/** A layer's output for a batch, and how a number that the model computes from it changes with it. */
export interface LayerGradients {
  /** What the layer gives: feature maps, [batch, …]. */
  features: Tensor;
  /** ∂ number / ∂ features, of the same shape. */
  gradients: Tensor;
  value: Scalar;
}

/**
 * The gradient of anything that a model computes with respect to a layer's output, as Grad-CAM needs it. The model runs
 * as for predictions. The caller disposes the three tensors.
 * @throws {ArgumentError} for a layer that is not in the model's graph
 * @example
 * const model = models.sequential([
 *   layers.conv2D({ filters: 2, kernelSize: 3, name: 'maps', inputShape: [8, 8, 1] }),
 *   layers.globalAveragePooling2D(),
 *   layers.dense({ units: 3 }),
 * ]);
 * const { features, gradients: slopes } = layerGradients({
 *   model,
 *   x: tf.ones([1, 8, 8, 1]),
 *   layer: 'maps',
 *   of: (scores) => tf.sum(tf.slice(scores as Tensor, [0, 1], [-1, 1])) as Scalar, // class 1
 * });
 * features.shape; // [1, 6, 6, 2]
 * slopes.shape; // [1, 6, 6, 2]
 */
export function layerGradients(args: LayerGradientsArgs): LayerGradients {
  const { model, of } = args;
  const inputs = Array.isArray(args.x) ? [...(args.x as Tensor[])] : [args.x as Tensor];
  const symbol = outputIn(model, args.layer);
  const feeds = new Map<SymbolicTensor, Tensor>(model.inputs.map((input, index) => [input, inputs[index]!]));
  const features = tf.tidy(() => runGraph({ outputs: [symbol], feeds, training: false })[0]!.clone());
  const result = gradients(
    (given) => {
      const outputs = runGraph({
        outputs: [...model.outputs],
        feeds: new Map([...feeds, [symbol, given!]]),
        training: false,
      });
      return of(outputs.length === 1 ? outputs[0]! : outputs);
    },
    [features],
  );
  return { features, gradients: result.gradients[0]!, value: result.value };
}

/** The symbolic output of a layer where it stands in this model's graph. */
function outputIn(model: LayerGradientsArgs['model'], layer: LayerGradientsArgs['layer']): SymbolicTensor {
  const found = typeof layer === 'string' ? model.layers.find(({ name }) => name === layer) : layer;
  const reachable = symbolsOf(model);
  const symbol = found?.inboundNodes.flatMap((node) => node.outputTensors).find((one) => reachable.has(one));
  if (symbol !== undefined) return symbol;
  const name = typeof layer === 'string' ? layer : layer.name;
  throw new ArgumentError(
    `layerGradients: model "${model.name}" has no layer “${name}”. Its layers: ${model.layers.map((one) => one.name).join(', ')}.`,
  );
}

function symbolsOf(model: LayerGradientsArgs['model']): Set<SymbolicTensor> {
  const found = new Set<SymbolicTensor>();
  const waiting = [...model.outputs];
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    if (found.has(symbol)) continue;
    found.add(symbol);
    waiting.push(...(symbol.sourceLayer.inboundNodes[symbol.nodeIndex]?.inputTensors ?? []));
  }
  return found;
}
