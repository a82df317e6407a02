/** One call of a function as a graph, with all that it read and changed. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { CompositeKind } from '../composite.js';
import type { FreshNumbers } from '../everyCall.js';
import type { NativeBackend, OpAttribute } from '../nativeBackend.js';
import { tf } from '../tensorflow.js';
import { type Attribute, constant, dataTypeOf, type GraphNode, placeholder, type Shape } from './graph.js';
import { type RecordedConstant, type Recording, record } from './recording.js';

/** A variable that the call read or gave a new value. */
export interface UsedVariable {
  variable: Variable;
  /** The placeholder of its value before the call. */
  name: string;
  /** Where its new value is; undefined if it got none. */
  after: string | undefined;
  /** A clone of its value before the call. */
  valueBefore: Tensor;
}

/** A tensor from elsewhere, which stays what it was. */
export interface CapturedTensor {
  name: string;
  /** A clone. */
  tensor: Tensor;
  /** Tells whether another call read the same. */
  dataId: object;
}

/** Numbers that JavaScript gives at every call, and which it gave at this one. */
export interface FreshInput {
  name: string;
  numbers: FreshNumbers;
  values: readonly number[];
}

/** Nodes that are together one operation of TensorFlow's, by where their inputs and outputs are. */
export interface CompositeNodes {
  kind: CompositeKind;
  inputs: Readonly<Record<string, string>>;
  outputs: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, number>>;
}

export interface RecordedCall {
  nodes: readonly GraphNode[];
  composites: readonly CompositeNodes[];
  /** Where the outputs are. */
  fetches: readonly string[];
  inputNames: readonly string[];
  variables: readonly UsedVariable[];
  captured: readonly CapturedTensor[];
  fresh: readonly FreshInput[];
  effects: readonly (() => void)[];
  /** What decides in JavaScript which operations run. */
  conditions: ReadonlySet<() => string>;
  /** Why the nodes cannot run as a graph; undefined if they can. */
  problem: string | undefined;
}

/** Frees the clones that a recording holds; it can still be compared with another. */
export function disposeCall({ variables, captured }: RecordedCall): void {
  tf.dispose([...variables.map(({ valueBefore }) => valueBefore), ...captured.map(({ tensor }) => tensor)]);
}

/**
 * Calls the function once and writes down what it does.
 * @param isRehearsal whether nothing else is to happen than that the operations run; they do move the variables
 * @returns the function's outputs, the caller's to dispose, and the recording, to be freed with `disposeCall`
 */
export function recordCall(
  backend: NativeBackend,
  fn: (inputs: readonly Tensor[]) => Tensor[],
  inputs: readonly Tensor[],
  isRehearsal = false,
): { call: RecordedCall; outputs: Tensor[] } {
  const idOf = (tensor: Tensor): number => backend.getInputTensorIds([tensor])[0]!;
  const before = [...apart(backend, Object.values(tf.engine().registeredVariables))];
  const given = inputs.map((input) => tf.keep(identity(backend, input)));
  const inputIds = given.map(idOf);
  const snapshots = before.map(([variable, id]) => ({
    variable,
    id,
    value: tf.keep(tf.clone(variable as Tensor)),
  }));
  let used = new Set<Variable>();
  try {
    const outside = new Set([...inputIds, ...before.map(([, id]) => id)]);
    const run = () => {
      const outputs = fn(given);
      // Numbers from JavaScript reach TensorFlow when their tensor is first asked for: while that is recorded.
      for (const { variable } of snapshots) if (!variable.isDisposed) idOf(variable);
      return { outputs, outputIds: outputs.map(idOf) };
    };
    const { recording, result } = record(backend, outside, run, isRehearsal);
    const { outputs, outputIds } = result;
    const builder = new CallBuilder(recording);
    for (const [index, id] of inputIds.entries()) builder.enter(`input_${index}`, id, given[index]!);
    for (const [index, { id, numbers }] of recording.fresh.entries()) {
      builder.enterNumbers(`fresh_${index}`, id, numbers);
    }
    const readIds = new Set(recording.ops.flatMap((op) => op.inputs));
    const isUsed = ({ variable, id }: { variable: Variable; id: number }): boolean =>
      readIds.has(id) || outputIds.includes(id) || (!variable.isDisposed && idOf(variable) !== id);
    const kept = snapshots.filter(isUsed);
    for (const [index, { id, value }] of kept.entries()) builder.enter(`variable_${index}`, id, value);
    builder.addOps();
    const variables = kept.map(({ variable, id, value }, index) => {
      const now = idOf(variable);
      const after = now === id ? undefined : builder.referenceTo(now);
      return { variable, name: `variable_${index}`, after, valueBefore: value };
    });
    used = new Set(kept.map(({ variable }) => variable));
    return {
      outputs,
      call: {
        fetches: outputIds.map((id) => builder.referenceTo(id)),
        inputNames: given.map((_, index) => `input_${index}`),
        variables,
        fresh: recording.fresh.map(({ numbers, values }, index) => ({
          name: `fresh_${index}`,
          numbers,
          values,
        })),
        effects: recording.effects,
        conditions: recording.conditions,
        captured: builder.captured,
        nodes: builder.nodes,
        composites: builder.composites(),
        problem: builder.problem,
      },
    };
  } finally {
    tf.dispose(given);
    tf.dispose(snapshots.filter(({ variable }) => !used.has(variable)).map(({ value }) => value));
  }
}

/** Gives every variable a tensor id of its own: two that were set from one tensor share its id, and could not be told
 *  apart in what is recorded. */
function apart(backend: NativeBackend, variables: readonly Variable[]): Map<Variable, number> {
  const ids = new Map<Variable, number>();
  for (const variable of variables) {
    const copy = identity(backend, variable);
    variable.assign(copy as Variable);
    copy.dispose();
    ids.set(variable, backend.getInputTensorIds([variable])[0]!);
  }
  return ids;
}

/** The same memory under another id. */
function identity(backend: NativeBackend, tensor: Tensor): Tensor {
  const { TF_ATTR_TYPE: type } = backend.binding;
  const attributes = [{ name: 'T', type, value: dataTypeOf(tensor) }];
  return backend.executeSingleOutput('Identity', attributes, [tensor]);
}

/** Turns recorded operations into nodes. */
class CallBuilder {
  readonly nodes: GraphNode[] = [];
  readonly captured: CapturedTensor[] = [];
  problem: string | undefined;
  private readonly references = new Map<number, string>();
  private readonly constantNames = new Map<string, string>();

  constructor(private readonly recording: Recording) {
    this.problem = recording.problem;
  }

  /** A tensor from outside, given anew at every call. */
  enter(name: string, id: number, tensor: Tensor): void {
    this.references.set(id, name);
    this.nodes.push(placeholder(name, dataTypeOf(tensor), tensor.shape));
  }

  enterNumbers(name: string, id: number, { dtype, shape }: FreshNumbers): void {
    this.references.set(id, name);
    this.nodes.push(placeholder(name, dataTypeOf({ dtype }), shape));
  }

  addOps(): void {
    for (const { op, attributes, inputs, outputs, label, pass } of this.recording.ops) {
      const operands = inputs.map((id) => this.referenceTo(id));
      const name = `${op}_${this.nodes.length}`;
      this.nodes.push({
        name,
        op,
        inputs: operands,
        attributes: Object.fromEntries(attributes.map((one) => [one.name, this.attribute(one)])),
        shapes: outputs.map(({ shape }) => shape),
        dtypes: outputs.map(({ dtype }) => dtype),
        label,
        pass,
      });
      for (const [index, { id }] of outputs.entries()) {
        this.references.set(id, index === 0 ? name : `${name}:${index}`);
      }
    }
  }

  composites(): CompositeNodes[] {
    const referencesTo = (ids: Readonly<Record<string, number>>): Record<string, string> =>
      Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, this.referenceTo(id)]));
    return this.recording.composites.map(({ kind, settings, inputs, outputs }) => ({
      kind,
      settings,
      inputs: referencesTo(inputs),
      outputs: referencesTo(outputs),
    }));
  }

  referenceTo(id: number): string {
    const known = this.references.get(id);
    if (known !== undefined) return known;
    const value = this.recording.constants.get(id);
    const name = value === undefined ? this.capture(id) : this.constant(id, value);
    this.references.set(id, name);
    return name;
  }

  private constant(id: number, value: RecordedConstant): string {
    const key = keyOf(value, id);
    const known = this.constantNames.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.nodes.length}`;
    this.nodes.push(constant(name, value));
    this.constantNames.set(key, name);
    return name;
  }

  private capture(id: number): string {
    const name = `captured_${this.captured.length}`;
    const tensor = this.recording.read.get(id);
    if (tensor === undefined || tensor.isDisposed) {
      this.problem ??= 'the step reads a tensor of unknown origin, or one that is disposed on the way';
      return name;
    }
    this.captured.push({ name, tensor: tf.keep(tf.clone(tensor)), dataId: tensor.dataId });
    this.nodes.push(placeholder(name, dataTypeOf(tensor), tensor.shape));
    return name;
  }

  private attribute({ name, type, value }: OpAttribute): Attribute {
    if (type === shapeKind) return { shape: value as Shape };
    const kind = kinds[type];
    if (kind === undefined) {
      this.problem ??= `an operation's attribute ${name} is of a kind that is not known (${type})`;
      return { b: false };
    }
    // The addon has checked the value against the kind when it ran the operation.
    return (Array.isArray(value) ? { list: { kind, values: value } } : { [kind]: value }) as Attribute;
  }
}

/** Small constants that are alike become one. */
function keyOf({ dtype, shape, values }: RecordedConstant, id: number): string {
  return values.length <= 64 ? `${dtype}|${shape}|${values.join()}` : `id ${id}`;
}

/** The addon's kinds of attributes (TF_AttrType of the C API). */
const kinds = ['s', 'i', 'f', 'b', 'type'] as const;
const shapeKind = 5;
