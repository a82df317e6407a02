/** Gradients run long after the operations that they belong to; here they keep whose they are. */
import type { Tensor } from '@tensorflow/tfjs';
import { inPass, labelled, operationLabel } from '../operationLabel.js';
import { tf } from '../tensorflow.js';

type Gradients = Record<string, () => Tensor>;

/** What tfjs writes down of an operation whose gradient will be wanted. */
interface TapeNode {
  gradient?(dys: Tensor[]): Gradients;
}

/** The part of tfjs's engine that keeps the tape, which its types leave private. */
interface TapeKeeper {
  addTapeNode(...given: unknown[]): void;
  state: { activeTape: TapeNode[] };
}

/** Runs something in which the operations of a gradient carry the label of what it is the gradient of. */
export function withLabelledGradients<Result>(run: () => Result): Result {
  const engine = tf.engine() as unknown as TapeKeeper;
  const { addTapeNode } = engine;
  engine.addTapeNode = (...given) => {
    addTapeNode.apply(engine, given);
    const node = engine.state.activeTape.at(-1);
    const gradient = node?.gradient;
    if (node === undefined || gradient === undefined) return;
    const label = operationLabel();
    const backward = <T>(compute: () => T): T => inPass('backward', () => labelled(label, compute));
    node.gradient = (dys) => {
      const slopes = Object.entries(backward(() => gradient(dys)));
      return Object.fromEntries(slopes.map(([name, slope]) => [name, () => backward(slope)]));
    };
  };
  try {
    return run();
  } finally {
    engine.addTapeNode = addTapeNode;
  }
}
