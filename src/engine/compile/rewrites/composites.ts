/** Groups of operations → the one operation of TensorFlow's that they are together: one pass over memory where the group
 *  takes a dozen. */
import { type Attribute, constant, DataType, type GraphNode, nodeNameOf, outputIndexOf } from '../graph.js';
import type { CompositeNodes } from '../recordedCall.js';

/** The nodes with every group replaced that there is an operation for. */
export function withFusedComposites(
  nodes: readonly GraphNode[],
  composites: readonly CompositeNodes[],
): readonly GraphNode[] {
  const adams = composites.filter(({ kind }) => kind === 'adam' || kind === 'adamWithAmsgrad');
  if (adams.length === 0) return nodes;
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const replaced = new Map<string, GraphNode[]>();
  for (const [index, group] of adams.entries()) {
    const outputs = Object.values(group.outputs).map((reference) => byName.get(nodeNameOf(reference)));
    const value = outputs[0];
    if (value?.dtypes[0] !== DataType.float32 || !Object.values(group.outputs).every(isFirstOutput)) continue;
    const { made, results } = fusedAdam(`adam_${index}`, group, value);
    // Before the first of them: what the group reads is computed by then.
    const first = nodes.find((node) => outputs.includes(node))!;
    for (const [name, reference] of Object.entries(group.outputs)) {
      const node = byName.get(reference)!;
      const same: GraphNode = { ...node, op: 'Identity', inputs: [results[name]!], attributes: { T: float } };
      replaced.set(reference, node === first ? [...made, same] : [same]);
    }
  }
  return nodes.flatMap((node) => replaced.get(node.name) ?? [node]);
}

const float: Attribute = { type: DataType.float32 };

function isFirstOutput(reference: string): boolean {
  return outputIndexOf(reference) === 0;
}

/** ResourceApplyAdam moves variables of the session's own, which are set before and read after: its step size is
 *  α·√(1 − β₂ᵗ)/(1 − β₁ᵗ), of which the group has made one number already. */
function fusedAdam(
  prefix: string,
  { kind, inputs, settings }: CompositeNodes,
  { shapes }: GraphNode,
): { made: GraphNode[]; results: Record<string, string> } {
  const shape = shapes[0]!;
  const isAmsgrad = kind === 'adamWithAmsgrad';
  const states = ['value', 'momentum', 'velocity', ...(isAmsgrad ? ['velocity_hat'] : [])];
  const handles = states.map((state) => `${prefix}_${state}`);
  const made: GraphNode[] = [];
  for (const [index, handle] of handles.entries()) {
    const attributes = { dtype: float, shape: { shape }, shared_name: { s: handle }, container: { s: '' } };
    made.push(
      { name: handle, op: 'VarHandleOp', inputs: [], attributes, shapes: [[]], dtypes: [DataType.resource] },
      {
        name: `${handle}_set`,
        op: 'AssignVariableOp',
        inputs: [handle, inputs[states[index]!]!],
        attributes: { dtype: float, validate_shape: { b: false } },
        shapes: [],
        dtypes: [],
      },
    );
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
  const name = `${prefix}_step`;
  made.push({
    name,
    op: isAmsgrad ? 'ResourceApplyAdamWithAmsgrad' : 'ResourceApplyAdam',
    inputs: [...handles, ...numbers, ...handles.map((handle) => `^${handle}_set`)],
    attributes: isAmsgrad
      ? { T: float, use_locking: { b: false } }
      : { T: float, use_locking: { b: false }, use_nesterov: { b: false } },
    shapes: [],
    dtypes: [],
  });
  const results: Record<string, string> = {};
  for (const [index, handle] of handles.entries()) {
    results[states[index]!] = `${handle}_next`;
    made.push({
      name: `${handle}_next`,
      op: 'ReadVariableOp',
      inputs: [handle, `^${name}`],
      attributes: { dtype: float },
      shapes: [shape],
      dtypes: [DataType.float32],
    });
  }
  return { made, results };
}
