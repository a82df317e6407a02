/** What TensorFlow was asked to do while a function ran: its operations in order, with the numbers that JavaScript
 *  gave them. Watching changes nothing: the function's results are those of any other call. */
import type { Tensor } from '@tensorflow/tfjs';
import { type FreshNumbers, observed } from '../everyCall.js';
import { operationLabel } from '../operationLabel.js';
import { tf } from '../tensorflow.js';
import type { Binding, NativeBackend, OpAttribute, TensorMetadata } from './nativeBackend.js';

export interface RecordedOp {
  op: string;
  attributes: OpAttribute[];
  /** Tensor ids. */
  inputs: number[];
  outputs: TensorMetadata[];
  /** Whose operation it is, such as a layer's name. */
  label: string | undefined;
}

export interface RecordedConstant {
  shape: number[];
  dtype: number;
  values: Float32Array | Int32Array | Uint8Array;
}

/** Numbers that JavaScript gave, and gives anew at every call. */
export interface RecordedFresh {
  id: number;
  numbers: FreshNumbers;
  values: readonly number[];
}

export interface Recording {
  ops: RecordedOp[];
  /** Tensors that JavaScript made from numbers, by id. */
  constants: Map<number, RecordedConstant>;
  fresh: RecordedFresh[];
  /** What JavaScript did besides, at this call as at every other. */
  effects: (() => void)[];
  /** Tensors that an operation read, by id. */
  read: Map<number, Tensor>;
  /** Why this cannot be a graph; undefined if it can. */
  problem: string | undefined;
}

/**
 * Runs the function once, on TensorFlow as always, and writes down what it does.
 * @param outside ids of tensors whose values are others at the next call: the inputs' and the variables'
 */
export function record<Result>(
  backend: NativeBackend,
  outside: ReadonlySet<number>,
  run: () => Result,
): { recording: Recording; result: Result } {
  const { binding } = backend;
  const recording: Recording = {
    ops: [],
    constants: new Map(),
    fresh: [],
    effects: [],
    read: new Map(),
    problem: undefined,
  };
  const stopWatching = watchReads(backend, recording.read);
  backend.binding = { ...ownParts(binding), ...recordingParts(binding, recording, outside) };
  try {
    const observer = {
      fresh(tensor: Tensor, numbers: FreshNumbers, values: readonly number[]) {
        recording.fresh.push({ id: backend.getInputTensorIds([tensor])[0]!, numbers, values });
      },
      effect: (effect: () => void) => recording.effects.push(effect),
    };
    return { recording, result: observed(observer, run) };
  } finally {
    backend.binding = binding;
    stopWatching();
  }
}

/** The addon's functions and numbers as an ordinary object: its own properties are read-only. */
function ownParts(binding: Binding): Binding {
  const names = Object.getOwnPropertyNames(binding) as (keyof Binding)[];
  return Object.fromEntries(names.map((name) => [name, binding[name]])) as unknown as Binding;
}

function recordingParts(
  binding: Binding,
  recording: Recording,
  outside: ReadonlySet<number>,
): Partial<Binding> {
  const makers = new Map<number, RecordedOp>();
  const refuse = (problem: string): void => {
    recording.problem ??= problem;
  };
  return {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      recording.constants.set(id, { shape: [...shape], dtype, values: values.slice() });
      return id;
    },
    executeOp(op, attributes, inputs, count) {
      const outputs = binding.executeOp(op, attributes, inputs, count);
      const recorded: RecordedOp = {
        op,
        attributes: attributes.map(({ name, type, value }) => ({ name, type, value })),
        inputs: [...inputs],
        outputs: outputs.map(({ id, shape, dtype }) => ({ id, shape: [...shape], dtype })),
        label: operationLabel(),
      };
      recording.ops.push(recorded);
      for (const { id } of recorded.outputs) makers.set(id, recorded);
      return outputs;
    },
    tensorDataSync(id) {
      const maker = makers.get(id);
      if (maker !== undefined || outside.has(id)) refuse(`${where()} reads a tensor's values${from(maker)}`);
      return binding.tensorDataSync(id);
    },
    runSavedModel(...call) {
      refuse(`${where()} runs a graph of its own`);
      return binding.runSavedModel(...call);
    },
  };
}

function where(): string {
  const label = operationLabel();
  return label === undefined ? 'the step' : `layer “${label}”`;
}

function from(maker: RecordedOp | undefined): string {
  return maker === undefined ? '' : ` (of ${maker.op}, shape [${maker.outputs[0]!.shape}])`;
}

/** Notes every tensor that an operation reads, with its id. */
function watchReads(backend: NativeBackend, read: Map<number, Tensor>): () => void {
  const { getInputTensorIds } = backend;
  backend.getInputTensorIds = (tensors) => {
    const ids = getInputTensorIds.call(backend, tensors);
    for (const [index, id] of ids.entries()) {
      const tensor = tensors[index];
      if (tensor instanceof tf.Tensor) read.set(id, tensor);
    }
    return ids;
  };
  return () => {
    backend.getInputTensorIds = getInputTensorIds;
  };
}
