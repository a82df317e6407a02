/** Calls of a lesson's function: checked, tidied, and as a graph where that is possible. */
import type { DataType, Tensor, Variable } from '@tensorflow/tfjs';
import { warn } from '../display/warn.js';
import { CompiledFunction } from '../engine/compile/index.js';
import { engine, randomTensor, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { usualCompilation } from '../training/step/compilation.js';
import { requireGraphs } from './explain/explain.js';
import { explainedCall } from './explain/explainedCall.js';
import { Explanation } from './explain/explanation.js';

type UserFunction = (...inputs: Tensor[]) => unknown;

/** From this call on, and whenever the number of calls has doubled, a graph is compared with the function again. */
const firstCheck = 16;
/** What graphs can be fed with. */
const graphTypes = new Set(['float32', 'int32', 'bool']);

export class TensorCalls {
  private readonly graphs: CompiledFunction;
  /** The arguments of the call at hand. */
  private given: readonly Tensor[] = [];
  private givesList: boolean | undefined;
  private refusal: string | undefined;
  private calls = 0;
  /** Of the last call's arguments. */
  private kinds: readonly InputKind[] | undefined;

  constructor(
    private readonly fn: UserFunction,
    private readonly isRequired: boolean,
  ) {
    this.graphs = new CompiledFunction((inputs) => this.run(inputs), {
      when: 'soon',
      onEager: (reason) => this.stayEager(reason),
      onChange: (difference) =>
        warn(
          this,
          `${this.title} does something else now than when its graph was made: ${difference}. Until now the graph has repeated what it was then; hand what changes over as a tensor.`,
        ),
    });
  }

  /** One tensor or a list, as the function gives; the caller disposes them. */
  call(inputs: readonly Tensor[]): Tensor | Tensor[] {
    this.requireTensors(inputs);
    this.given = inputs;
    this.kinds = inputs.map(kindOf);
    const outputs = this.compute(inputs);
    if (this.refusal !== undefined && this.isRequired) {
      tf.dispose(outputs);
      throw new ArgumentError(
        `compile: required is true, but ${this.title} cannot be compiled: ${this.refusal}. Leave required out to run it operation by operation.`,
      );
    }
    return this.givesList === true ? outputs : outputs[0]!;
  }

  explain(): Explanation {
    const backend = requireGraphs();
    if (this.kinds === undefined) {
      throw new ArgumentError(
        `compile: ${this.title} was not called yet, and the shapes of its inputs are not known. Call it once before explain().`,
      );
    }
    const inputs = this.kinds.map(({ shape, dtype, variable }) => variable ?? numbersFor(shape, dtype));
    const made = inputs.filter(isNoVariable);
    this.given = inputs;
    try {
      const parts = explainedCall(
        backend,
        (given) => this.run(given),
        made,
        ({ name }) => name,
      );
      return new Explanation({ what: 'function', subject: this.fn.name, samples: undefined, ...parts });
    } finally {
      tf.dispose(made);
    }
  }

  dispose(): void {
    this.graphs.dispose();
  }

  private compute(inputs: readonly Tensor[]): Tensor[] {
    if (usualCompilation() === 'never' && !this.isRequired) return this.run(inputs.filter(isNoVariable));
    const foreign = inputs.find(({ dtype }) => !graphTypes.has(dtype));
    if (foreign !== undefined) this.stayEager(`graphs take no tensors of type ${foreign.dtype}`);
    if (engine.backend !== 'tensorflow') {
      this.stayEager(`only TensorFlow’s native engine compiles; this is ${engine.backend}`);
    }
    if (foreign !== undefined) return this.run(inputs.filter(isNoVariable));
    this.calls++;
    if (this.calls >= firstCheck && Number.isInteger(Math.log2(this.calls))) this.graphs.doubt();
    // A graph moves the variables that it was made with: others get another one.
    const variant = inputs.map((input) => (isNoVariable(input) ? '' : input.id)).join();
    return this.graphs.call(inputs.filter(isNoVariable), variant);
  }

  /** Calls the function with these tensors in place of those given; variables go in themselves. */
  private run(inputs: readonly Tensor[]): Tensor[] {
    const rest = [...inputs];
    const all = this.given.map((input) => (isNoVariable(input) ? rest.shift()! : input));
    return tf.tidy(() => {
      const result = this.fn(...all);
      const isList = Array.isArray(result);
      const outputs: unknown[] = isList ? result : [result];
      for (const [index, output] of outputs.entries()) this.requireOutput(output, isList ? index : undefined);
      if (this.givesList !== undefined && this.givesList !== isList) {
        throw new ArgumentError(
          `compile: ${this.title} gives a list at one call and one tensor at another. Give the same at every call.`,
        );
      }
      this.givesList = isList;
      // What is given twice, or was given in, has to be the caller's to dispose all the same.
      return (outputs as Tensor[]).map((output) => tf.clone(output));
    });
  }

  private stayEager(reason: string): void {
    this.refusal ??= reason;
    if (this.isRequired) return;
    warn(this, `${this.title} runs operation by operation, which is slower than compiled: ${reason}.`);
  }

  private requireTensors(inputs: readonly unknown[]): void {
    for (const [index, input] of inputs.entries()) {
      if (input instanceof tf.Tensor) continue;
      const hint = typeof input === 'number' ? `, as in tf.scalar(${input})` : '';
      throw new ArgumentError(
        `compile: ${this.title} takes tensors; argument ${index + 1} is ${described(input)}. Make a tensor of it${hint}, or let the function reach it from outside.`,
      );
    }
  }

  private requireOutput(output: unknown, index: number | undefined): void {
    if (output instanceof tf.Tensor) return;
    const place =
      index === undefined ? described(output) : `${described(output)} at place ${index} of its list`;
    throw new ArgumentError(
      `compile: ${this.title} must give a tensor or a list of tensors; it gave ${place}.`,
    );
  }

  private get title(): string {
    return this.fn.name === '' ? 'the function' : `function “${this.fn.name}”`;
  }
}

interface InputKind {
  shape: number[];
  dtype: DataType;
  variable: Variable | undefined;
}

function kindOf(input: Tensor): InputKind {
  return {
    shape: input.shape,
    dtype: input.dtype,
    variable: input instanceof tf.Variable ? input : undefined,
  };
}

/** Zeros are class indices, too. */
function numbersFor(shape: number[], dtype: DataType): Tensor {
  return dtype === 'float32' ? randomTensor('uniform', shape, () => 1) : tf.zeros(shape, dtype);
}

function isNoVariable(tensor: Tensor | Variable): boolean {
  return !(tensor instanceof tf.Variable);
}

/** What came instead of a tensor. */
function described(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  return value.constructor === undefined || value.constructor === Object
    ? 'an object'
    : `of class ${value.constructor.name}`;
}
