import type { LayersModel, Variable } from '@tensorflow/tfjs';
import { engine, tf } from '../../engine/index.js';
import { nativeBackend } from '../../engine/nativeBackend.js';
import { ArgumentError, EngineError } from '../../errors.js';
import { compiledIfAny } from '../../training/compile/compiled.js';
import { flatLayers } from '../../training/graph/layerTree.js';
import { requireWholeNumber } from '../../training/requireWholeNumber.js';
import { explainedCall } from './explainedCall.js';
import { Explanation } from './explanation.js';
import { predictionStep, type ShownStep, trainingStep } from './modelSteps.js';

/** Arguments of `explain`. */
export interface ExplainArgs {
  /** Samples of the batch that is gone through. Default 32. */
  batchSize?: number;
  /** Whether the training step is explained, or the forward pass alone. Default: the training step if the model was
   *  compiled with `model.compile`. */
  training?: boolean;
}

/**
 * What a model's training step (or forward pass) consists of: every operation of TensorFlow's with its layer, output
 * shape and time, as recorded and as rewritten for the graph that `fit` runs. The step is gone through with made-up data;
 * weights, optimizer, seeds and counters are afterwards what they were. A step by hand (`model.trainStep`) is not looked
 * at, but the ready one.
 * @throws {EngineError} where the engine is not TensorFlow's native one
 * @throws {ArgumentError} for a model that is not built, whose input sizes are open, or that is to be trained and not
 *   compiled
 * @example
 * const explanation = explain(model, { batchSize: 16 });
 * explanation.recorded.map(({ operation }) => operation); // ['Conv2D', 'Add', 'Relu', …]
 * explanation; // in a notebook: tables
 * plots.graph(explanation); // and a picture
 */
export function explain(
  model: Pick<LayersModel, 'name' | 'layers' | 'inputs' | 'outputs'>,
  args: ExplainArgs = {},
): Explanation {
  const { batchSize = 32 } = args;
  requireWholeNumber('explain', 'batchSize', batchSize, 1);
  const backend = requireGraphs();
  // Our models are tfjs's at run time; only their types were narrowed to replace methods.
  const whole = model as LayersModel;
  requireShapes(whole);
  const compiled = compiledIfAny(whole);
  const training = args.training ?? compiled !== undefined;
  if (training && compiled === undefined) {
    throw new ArgumentError(
      'explain: training is true, but the model is not compiled. Call model.compile({ optimizer, loss, metrics }) before it.',
    );
  }
  const step =
    training && compiled !== undefined
      ? trainingStep(whole, compiled, batchSize)
      : predictionStep(whole, batchSize);
  try {
    const parts = explainedCall(backend, step.run, step.inputs, layersOfWeights(whole));
    const what = training ? 'training' : 'forward';
    return new Explanation({ what, subject: model.name, samples: batchSize, ...parts });
  } finally {
    finish(step);
  }
}

function finish({ inputs, dispose }: ShownStep): void {
  tf.dispose([...inputs]);
  dispose();
}

/** The native backend. @throws {EngineError} where another one runs */
export function requireGraphs(): NonNullable<ReturnType<typeof nativeBackend>> {
  const backend = nativeBackend();
  if (backend !== undefined) return backend;
  throw new EngineError(
    `explain: only TensorFlow’s native engine makes graphs that can be shown; this is ${engine.backend}. To set the native engine up: npm run setup.`,
  );
}

function requireShapes(model: LayersModel): void {
  const { isDeferred } = model as LayersModel & { isDeferred?: boolean };
  if (isDeferred === true || model.outputs.length === 0) {
    throw new ArgumentError(
      `explain: model "${model.name}" does not know the shape of its input yet. Give its first layer an inputShape; a model class of your own needs inputs and outputs.`,
    );
  }
  for (const { shape } of model.inputs) {
    if (shape.slice(1).every((size) => size !== null)) continue;
    throw new ArgumentError(
      `explain: an input of model "${model.name}" has sizes that are left open, [${shape.map((size) => size ?? 'null').join(', ')}]. Explain a model with fixed sizes.`,
    );
  }
}

function layersOfWeights(model: LayersModel): (variable: Variable) => string | undefined {
  const layers = new Map<unknown, string>();
  for (const layer of flatLayers(model)) {
    for (const weight of layer.weights) layers.set(weight.read(), layer.name);
  }
  return (variable) => layers.get(variable);
}
