/** Adam's step as one operation of TensorFlow's, on variables of the session's own. */
import { type Attribute, constant, DataType, type GraphNode } from '../graph.js';
import type { CompositeNodes } from '../recordedCall.js';

/** A variable that stays in the graph's session from step to step: an operation moves it in place. */
export interface ResidentNodes {
  /** Where its value comes in when it is another one than the session has. */
  placeholder: string;
  /** Gives the session that value. */
  set: string;
  /** Its value where a step begins. */
  before: string;
  /** Its value whenever it is asked for. */
  now: string;
  /** The operation that moves it. */
  move: string;
}

const float: Attribute = { type: DataType.float32 };

/** What a resident variable is made of, and the names of its parts. */
type Resident = Omit<ResidentNodes, 'placeholder'> & { nodes: readonly GraphNode[] };

/**
 * ResourceApplyAdam moves variables of the session's own. Its step size is α·√(1 − β₂ᵗ)/(1 − β₁ᵗ), of which the group has
 * made one number already.
 * @param isResident whether a state stays in the session. What does not is set before every step
 */
export function fusedAdam(
  prefix: string,
  { kind, inputs, settings }: CompositeNodes,
  { shapes }: GraphNode,
  isResident: (state: string) => boolean,
): { made: GraphNode[]; results: Record<string, string>; moved: Map<string, Resident> } {
  const shape = shapes[0]!;
  const isAmsgrad = kind === 'adamWithAmsgrad';
  const states = ['value', 'momentum', 'velocity', ...(isAmsgrad ? ['velocity_hat'] : [])];
  const handles = states.map((state) => `${prefix}_${state}`);
  const made: GraphNode[] = [];
  const moved = new Map<string, Resident>();
  const name = `${prefix}_step`;
  const before: string[] = [];
  const readNode = (read: string, handle: string, after: readonly string[] = []): GraphNode => ({
    name: read,
    op: 'ReadVariableOp',
    inputs: [handle, ...after],
    attributes: { dtype: float },
    shapes: [shape],
    dtypes: [DataType.float32],
  });
  for (const [index, handle] of handles.entries()) {
    const given = inputs[states[index]!]!;
    const attributes = { dtype: float, shape: { shape }, shared_name: { s: handle }, container: { s: '' } };
    const variable: GraphNode[] = [
      { name: handle, op: 'VarHandleOp', inputs: [], attributes, shapes: [[]], dtypes: [DataType.resource] },
      {
        name: `${handle}_set`,
        op: 'AssignVariableOp',
        inputs: [handle, given],
        attributes: { dtype: float, validate_shape: { b: false } },
        shapes: [],
        dtypes: [],
      },
    ];
    if (isResident(states[index]!)) {
      const names = { set: `${handle}_set`, before: `${handle}_before`, now: `${handle}_now`, move: name };
      const reads = [readNode(names.before, handle), readNode(names.now, handle)];
      moved.set(given, { ...names, nodes: [...variable, ...reads] });
    } else {
      made.push(...variable);
      before.push(`^${handle}_set`);
    }
  }
  const scalar = (name: string, number: number): string => {
    made.push(
      constant(`${prefix}_${name}`, { dtype: DataType.float32, shape: [], values: Float32Array.of(number) }),
    );
    return `${prefix}_${name}`;
  };
  const none = scalar('power', 0);
  const numbers = [
    none,
    none,
    inputs.stepSize!,
    scalar('beta1', settings.beta1!),
    scalar('beta2', settings.beta2!),
    scalar('epsilon', settings.epsilon!),
    inputs.gradient!,
  ];
  made.push({
    name,
    op: isAmsgrad ? 'ResourceApplyAdamWithAmsgrad' : 'ResourceApplyAdam',
    inputs: [...handles, ...numbers, ...before],
    attributes: isAmsgrad
      ? { T: float, use_locking: { b: false } }
      : { T: float, use_locking: { b: false }, use_nesterov: { b: false } },
    shapes: [],
    dtypes: [],
  });
  const results: Record<string, string> = {};
  for (const [index, handle] of handles.entries()) {
    results[states[index]!] = `${handle}_next`;
    made.push(readNode(`${handle}_next`, handle, [`^${name}`]));
  }
  return { made, results, moved };
}
