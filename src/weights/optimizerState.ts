/** An optimizer's state in a file, so that training goes on where it was: Keras 3's `optimizer/vars/0`, … and the
 *  `optimizer_weights` of whole-model .h5 files. */
import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { notice } from '../data/notice.js';
import { tf } from '../engine/index.js';
import { compiledStateOf, isStateful, type StatefulOptimizer } from './compile/compiledState.js';
import type { Hdf5Reader } from './hdf5/hdf5Reader.js';
import type { Hdf5Writer } from './hdf5/hdf5Writer.js';
import { asTensorData } from './placements.js';

const keras3Group = 'optimizer/vars';
const legacyGroup = 'optimizer_weights';

/**
 * Writes the state as Keras 3 does, also into whole-model .h5 files: Keras 3.15 breaks the optimizer of a model whose .h5
 * has `optimizer_weights` (it builds it for no variables, and the next step raises), and passes over this group. Nothing where the model is not compiled or has not learned yet.
 */
export function writeOptimizer(writer: Hdf5Writer, model: LayersModel): void {
  const state = stateOf(model);
  if (state === undefined) return;
  writer.text(keras3Group, 'name', state.name);
  writeVariables(writer, state);
}

interface State {
  name: string;
  variables: { name: string; tensor: Tensor }[];
}

function stateOf(model: LayersModel): State | undefined {
  const optimizer = compiledStateOf(model)?.optimizer;
  if (optimizer === undefined || !isStateful(optimizer)) return undefined;
  const variables = optimizer.variables();
  // Keras makes the state before the first step; ours is there from the first step on.
  if (Number(variables[0]?.tensor.dataSync()[0] ?? 0) > 0)
    return { name: optimizer.getClassName().toLowerCase(), variables };
  tf.dispose(variables.map(({ tensor }) => tensor));
  return undefined;
}

function writeVariables(writer: Hdf5Writer, { variables }: State): void {
  try {
    for (const [index, { name, tensor }] of variables.entries()) {
      const data = tensor.dataSync<'float32' | 'int32'>();
      // Keras counts steps in 64 bits.
      const numbers = name === 'iteration' ? BigInt64Array.of(BigInt(data[0]!)) : data;
      writer.numbers(`${keras3Group}/${index}`, tensor.shape, numbers);
    }
  } finally {
    tf.dispose(variables.map(({ tensor }) => tensor));
  }
}

/** Where the state's numbers lie, in order; empty where the file has none. */
function optimizerPaths(reader: Hdf5Reader): string[] {
  const keras3 = reader.names(keras3Group).filter((name) => /^\d+$/.test(name));
  if (keras3.length > 0) return keras3.map((_, index) => `${keras3Group}/${index}`);
  return (reader.texts(legacyGroup, 'weight_names') ?? []).map((name) => `${legacyGroup}/${name}`);
}

/**
 * Gives the state to the model's optimizer. Where it does not fit the optimizer or the model (another optimizer, layers
 * frozen since), says so and lets it begin anew, as Keras does.
 */
export function readOptimizer(reader: Hdf5Reader, model: LayersModel): void {
  const optimizer = compiledStateOf(model)?.optimizer;
  const paths = optimizerPaths(reader);
  if (optimizer === undefined || paths.length === 0) return;
  if (!isStateful(optimizer)) {
    startsAnew(reader, `${optimizer.getClassName()} is one of tfjs's own optimizers`);
    return;
  }
  // A LayerVariable's read() returns the tf.Variable itself, typed as its base class.
  optimizer.build(model.trainableWeights.map((weight) => weight.read() as Variable));
  const expected = shapesOf(optimizer);
  const found = paths.map((path) => reader.shapeOf(path));
  if (JSON.stringify(expected) !== JSON.stringify(found)) {
    startsAnew(
      reader,
      `the file has ${found.length} numbers or tables of it and ${optimizer.getClassName()} needs ${expected.length} of certain shapes for the weights that train`,
    );
    return;
  }
  const tensors = paths.map((path, index) => tf.tensor(asTensorData(reader.numbers(path)), expected[index]!));
  try {
    optimizer.setVariables(tensors);
  } finally {
    tf.dispose(tensors);
  }
}

function shapesOf(optimizer: StatefulOptimizer): number[][] {
  const variables = optimizer.variables();
  const shapes = variables.map(({ tensor }) => tensor.shape);
  tf.dispose(variables.map(({ tensor }) => tensor));
  return shapes;
}

function startsAnew(reader: Hdf5Reader, reason: string): void {
  notice(
    `${reader.label}: the optimizer begins anew, because ${reason}. The model's weights are those of the file.`,
  );
}
