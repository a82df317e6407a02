/** A model's steps as functions of made-up tensors, with all that they would change kept aside. */
import type { LayersModel, Shape, Tensor } from '@tensorflow/tfjs';
import type { TensorFunction } from '../../engine/compile/compiledFunction.js';
import { randomTensor, tf } from '../../engine/index.js';
import { Compiled } from '../../training/compile/compiled.js';
import { forward } from '../../training/graph/forward.js';
import { Optimizer } from '../../training/optimizers/index.js';
import { trainStep } from '../../training/step/trainStep.js';

export interface ShownStep {
  run: TensorFunction;
  /** The caller disposes them. */
  inputs: readonly Tensor[];
  /** Frees what was made for the step besides. */
  dispose(): void;
}

export function predictionStep(model: LayersModel, batchSize: number): ShownStep {
  return {
    run: (inputs) => tf.tidy(() => forward(model, [...inputs], false).map(({ output }) => output)),
    inputs: inputsFor(model, batchSize),
    dispose() {},
  };
}

export function trainingStep(model: LayersModel, compiled: Compiled, batchSize: number): ShownStep {
  // What learns is settled at the first step of a training, which this one is not.
  const { optimizer } = compiled;
  const aside = new Compiled(model, { ...compiled.args, optimizer });
  const x = inputsFor(model, batchSize);
  const y = model.outputs.map(({ shape }, index) =>
    targetFor(shape, aside.outputs[index]?.loss?.targets, batchSize),
  );
  const isNew = optimizer instanceof Optimizer && !hasState(optimizer);
  if (isNew) optimizer.build(aside.settledTrainability.variables);
  return {
    run: (tensors) => {
      const batch = { x: tensors.slice(0, x.length), y: tensors.slice(x.length) };
      return [trainStep(model, aside, batch).numbers];
    },
    inputs: [...x, ...y],
    dispose: () => {
      if (isNew) optimizer.dispose();
    },
  };
}

/** Whether an optimizer remembers anything of its variables: besides its step and its rate. */
function hasState(optimizer: Optimizer): boolean {
  const state = optimizer.variables();
  tf.dispose(state.map(({ tensor }) => tensor));
  return state.some(({ name }) => name !== 'iteration' && name !== 'learning_rate');
}

function inputsFor(model: LayersModel, batchSize: number): Tensor[] {
  return model.inputs.map(({ shape, dtype }) => numbersFor(shape, dtype, batchSize));
}

/** Class indices where the loss asks for them; else numbers of the output's shape. */
function targetFor(shape: Shape, targets: string | undefined, batchSize: number): Tensor {
  if (targets === 'indices') return numbersFor(shape.slice(0, -1), 'int32', batchSize);
  return numbersFor(shape, 'float32', batchSize);
}

function numbersFor([, ...rest]: Shape, dtype: string, batchSize: number): Tensor {
  const sizes = [batchSize, ...rest.map((size) => size ?? 1)];
  if (dtype === 'int32' || dtype === 'bool') return tf.zeros(sizes, dtype);
  return randomTensor('uniform', sizes, () => 1);
}
