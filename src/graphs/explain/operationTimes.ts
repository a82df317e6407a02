/** How long each operation of a graph takes when it runs alone. */
import type { Tensor } from '@tensorflow/tfjs';
import { type Attribute, type GraphNode, nodeNameOf, outputIndexOf } from '../../engine/compile/graph.js';
import type { RecordedCall } from '../../engine/compile/recordedCall.js';
import { tf } from '../../engine/index.js';
import type { NativeBackend, OpAttribute } from '../../engine/nativeBackend.js';
import { median } from './median.js';

/** So often a graph is gone through, after once to warm up. */
const passes = 5;

/** Milliseconds by the nodes' names: medians over runs on the recorded call's inputs and variables. An operation that
 *  TensorFlow does not run alone, and whatever reads it, has no time. */
export function operationTimes(
  backend: NativeBackend,
  nodes: readonly GraphNode[],
  call: RecordedCall,
  inputs: readonly Tensor[],
): ReadonlyMap<string, number> {
  const fresh = call.fresh.map(({ numbers: { shape, dtype }, values }) =>
    tf.tensor([...values], [...shape], dtype),
  );
  const fed = new Map<string, Tensor>([
    ...call.inputNames.map((name, index): [string, Tensor] => [name, inputs[index]!]),
    ...call.variables.map(({ name, valueBefore }): [string, Tensor] => [name, valueBefore]),
    ...call.captured.map(({ name, tensor }): [string, Tensor] => [name, tensor]),
    ...call.fresh.map(({ name }, index): [string, Tensor] => [name, fresh[index]!]),
  ]);
  try {
    const samples = new Map<string, number[]>();
    for (let pass = 0; pass <= passes; pass++) {
      for (const [name, timeMs] of onePass(backend, nodes, fed)) {
        const own = samples.get(name) ?? [];
        samples.set(name, own);
        if (pass > 0) own.push(timeMs);
      }
    }
    return new Map([...samples].map(([name, times]) => [name, median(times)]));
  } finally {
    tf.dispose(fresh);
  }
}

function onePass(
  backend: NativeBackend,
  nodes: readonly GraphNode[],
  fed: ReadonlyMap<string, Tensor>,
): Map<string, number> {
  const { binding } = backend;
  const times = new Map<string, number>();
  const ids = new Map<string, readonly number[]>();
  const made: number[] = [];
  try {
    for (const { name, op, inputs, attributes, shapes } of nodes) {
      const tensor = fed.get(name);
      const { value } = attributes;
      if (tensor !== undefined) ids.set(name, backend.getInputTensorIds([tensor]));
      else if (op === 'Const' && value !== undefined && 'tensor' in value) {
        const id = binding.createTensor([...value.tensor.shape], value.tensor.dtype, value.tensor.values);
        ids.set(name, [id]);
        made.push(id);
      } else {
        const data = inputs.filter((input) => !input.startsWith('^'));
        const operands = data.map((input) => ids.get(nodeNameOf(input))?.[outputIndexOf(input)]);
        if (!operands.every((id) => id !== undefined)) continue;
        const settings = Object.entries(attributes).map(([key, one]) => setting(op, key, one));
        const started = performance.now();
        try {
          const outputs = binding.executeOp(op, settings, operands, shapes.length).map(({ id }) => id);
          times.set(name, performance.now() - started);
          ids.set(name, outputs);
          made.push(...outputs);
        } catch {
          // Some operations exist in graphs only; they are shown without a time.
        }
      }
    }
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
  return times;
}

/** The addon's kinds of attributes (TF_AttrType of the C API). */
const kinds = { s: 0, i: 1, f: 2, b: 3, type: 4, shape: 5 } as const;
/** TensorFlow's name of a resource that goes with its last handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

function setting(op: string, name: string, attribute: Attribute): OpAttribute {
  if (op === 'VarHandleOp' && name === 'shared_name') return { name, type: kinds.s, value: anonymous };
  if ('list' in attribute)
    return { name, type: kinds[attribute.list.kind], value: [...attribute.list.values] };
  const [kind, value] = Object.entries(attribute)[0] as [keyof typeof kinds, unknown];
  return { name, type: kinds[kind], value };
}
