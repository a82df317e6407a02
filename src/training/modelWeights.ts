/** Setting a model's weights, and running its graph. Which weights there are, and freezing: layers/containers.ts. */
import type { LayersModel, SymbolicTensor, Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { runGraph } from './graph/runGraph.js';

type Weight = LayersModel['weights'][number];

// biome-ignore lint/suspicious/noExplicitAny: TypeScript demands any[] of a mixin's constructor.
type Constructor<T> = new (...args: any[]) => T;

interface GraphModel {
  name: string;
  weights: Weight[];
  inputs: SymbolicTensor[];
  outputs: SymbolicTensor[];
}

/** Adds both to a class of models, and runs its graph with what its layers were called with. */
export function modelWeights<Base extends Constructor<object>>(Base: Base) {
  class WithWeights extends (Base as Constructor<GraphModel>) {
    /**
     * Sets all weights; the tensors stay the caller's.
     * @param values in the order of `getWeights`
     * @throws {ArgumentError} for another number of weights or another shape
     */
    setWeights(values: Tensor[]): void {
      const { weights } = this;
      if (values.length !== weights.length) {
        throw new ArgumentError(
          `setWeights: model "${this.name}" has ${weights.length} weights; ${values.length} came.`,
        );
      }
      for (const [index, weight] of weights.entries()) {
        const { shape } = values[index]!;
        if (shape.join() === weight.shape.join()) continue;
        throw new ArgumentError(
          `setWeights: weight ${index} of model "${this.name}", ${weight.originalName}, has shape [${weight.shape.join(', ')}]; [${shape.join(', ')}] came.`,
        );
      }
      // The model's own weights may be among the values: `getWeights` gives the variables themselves.
      const copies = values.map((value) => tf.clone(value));
      for (const [index, weight] of weights.entries()) {
        // A LayerVariable's read() returns the tf.Variable itself, typed as its base class.
        (weight.read() as Variable).assign(copies[index] as Variable);
      }
      tf.dispose(copies);
    }

    /** The graph's outputs for tensors. A class of your own without a graph overrides it. */
    call(inputs: Tensor | Tensor[], args: { training?: boolean } = {}): Tensor | Tensor[] {
      const values = Array.isArray(inputs) ? inputs : [inputs];
      const { inputs: symbols, outputs } = this;
      return tf.tidy(() => {
        const feeds = new Map(symbols.map((symbol, index) => [symbol, values[index]!]));
        const results = runGraph({ outputs, feeds, training: args.training === true });
        return results.length === 1 ? results[0]! : results;
      });
    }
  }
  return WithWeights as unknown as Base & Constructor<WithWeights>;
}
