/** What TensorFlow was asked to do while a function ran: its operations in order, with the numbers that JavaScript
 *  gave them. Watching changes nothing: the function's results are those of any other call. */
import type { Tensor } from '@tensorflow/tfjs';
import type { CompositeKind } from '../composite.js';
import { type CallObserver, type FreshNumbers, observed } from '../everyCall.js';
import { meanwhile } from '../meanwhile.js';
import {
  type Binding,
  type NativeBackend,
  type OpAttribute,
  type TensorMetadata,
  withBinding,
} from '../nativeBackend.js';
import { operationLabel, operationPass, type Pass } from '../operationLabel.js';
import { tf } from '../tensorflow.js';

export interface RecordedOp {
  op: string;
  attributes: OpAttribute[];
  /** Tensor ids. */
  inputs: number[];
  outputs: TensorMetadata[];
  /** Whose operation it is, such as a layer's name. */
  label: string | undefined;
  pass: Pass;
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

/** Operations that are one of TensorFlow's, with the ids of what goes in and comes out. */
export interface RecordedComposite {
  kind: CompositeKind;
  inputs: Readonly<Record<string, number>>;
  outputs: Readonly<Record<string, number>>;
  settings: Readonly<Record<string, number>>;
}

export interface Recording {
  ops: RecordedOp[];
  composites: RecordedComposite[];
  /** Tensors that JavaScript made from numbers, by id. */
  constants: Map<number, RecordedConstant>;
  fresh: RecordedFresh[];
  /** What JavaScript did besides, at this call as at every other. */
  effects: (() => void)[];
  /** What decides in JavaScript which operations run. */
  conditions: Set<() => string>;
  /** Tensors that an operation read, by id. */
  read: Map<number, Tensor>;
  /** Why this cannot be a graph; undefined if it can. */
  problem: string | undefined;
}

/**
 * Runs the function once, on TensorFlow as always, and writes down what it does.
 * @param outside ids of tensors whose values are others at the next call: the inputs' and the variables'
 * @param isRehearsal whether nothing else is to happen than that the operations run
 */
export function record<Result>(
  backend: NativeBackend,
  outside: ReadonlySet<number>,
  run: () => Result,
  isRehearsal = false,
): { recording: Recording; result: Result } {
  const { binding } = backend;
  const recording: Recording = {
    ops: [],
    composites: [],
    constants: new Map(),
    fresh: [],
    effects: [],
    conditions: new Set(),
    read: new Map(),
    problem: undefined,
  };
  return meanwhile(
    () => watchReads(backend, recording.read),
    () => {
      const idOf = (tensor: Tensor): number => backend.getInputTensorIds([tensor])[0]!;
      const idsOf = (tensors: Readonly<Record<string, Tensor>>): Record<string, number> =>
        Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, idOf(tensor)]));
      const observer: CallObserver = {
        fresh: (tensor, numbers, values) => void recording.fresh.push({ id: idOf(tensor), numbers, values }),
        effect: (effect) => void recording.effects.push(effect),
        composite: ({ kind, settings, inputs, outputs }) =>
          void recording.composites.push({ kind, settings, inputs: idsOf(inputs), outputs: idsOf(outputs) }),
        condition: (read) => void recording.conditions.add(read),
        isRehearsal,
      };
      const parts = recordingParts(binding, recording, outside);
      return { recording, result: withBinding(backend, parts, () => observed(observer, run)) };
    },
  );
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
        pass: operationPass(),
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
