/** What is left of a training step when nothing but its products is computed: its convolutions, matrix products and their
 *  gradients, on made-up numbers, as one graph. A step that is computed by TensorFlow's kernels cannot take less time. */
import { CompiledGraph } from '../../../dist/src/engine/compile/compiledGraph.js';
import { constant, DataType, placeholder } from '../../../dist/src/engine/compile/graph.js';
import { GraphSession, plan } from '../../../dist/src/engine/compile/graphSession.js';
import { nativeBackend } from '../../../dist/src/engine/nativeBackend.js';
import { trainingStep } from '../../../dist/src/graphs/explain/modelSteps.js';
import { rehearse } from '../../../dist/src/graphs/explain/rehearsal.js';
import { tf } from '../../../dist/src/index.js';
import { compiledIfAny } from '../../../dist/src/training/compile/compiled.js';

const isProduct = ({ op }) => /Conv2D|MatMul/.test(op);

/** @returns a function that computes the products of one step once */
export function productsOf(model, batchSize) {
  const backend = nativeBackend();
  const step = trainingStep(model, compiledIfAny(model), batchSize);
  const { call } = rehearse(backend, step.run, step.inputs);
  const graph = new CompiledGraph(backend, call);
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const nodes = [];
  const fed = new Map();
  const fetches = [];
  const add = (node) => nodes.push({ shapes: [], dtypes: [], ...node });
  for (const [name, value] of Object.entries({ begin: 0, size: 1, flat: -1 })) {
    add(constant(name, { dtype: DataType.int32, shape: [1], values: Int32Array.of(value) }));
  }
  for (const node of graph.nodes.filter(isProduct)) {
    const inputs = node.inputs.map((reference) => {
      const [source, output = '0'] = reference.split(':');
      const { op, shapes, dtypes } = byName.get(source);
      if (op === 'Const') {
        if (!nodes.some(({ name }) => name === source)) add(byName.get(source));
        return source;
      }
      const name = `fed_${source}_${output}`;
      if (!fed.has(name)) {
        const shape = shapes[Number(output)];
        add(placeholder(name, dtypes[Number(output)], shape));
        fed.set(name, tf.keep(tf.randomNormal(shape)));
      }
      return name;
    });
    add({ ...node, inputs });
    // One number of each, so that all are computed and none is kept.
    const T = { type: DataType.float32 };
    const index = { type: DataType.int32 };
    add({
      name: `${node.name}_flat`,
      op: 'Reshape',
      inputs: [node.name, 'flat'],
      attributes: { T, Tshape: index },
    });
    add({
      name: `${node.name}_one`,
      op: 'Slice',
      inputs: [`${node.name}_flat`, 'begin', 'size'],
      attributes: { T, Index: index },
    });
    fetches.push(`${node.name}_one`);
  }
  const session = new GraphSession(backend, nodes);
  const whole = plan([...fed.keys()], fetches);
  return () => tf.dispose(session.run(whole, [...fed.values()]));
}
