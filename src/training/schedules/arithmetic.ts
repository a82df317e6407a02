/** The arithmetic of schedules, with numbers and with tensors, so that a formula is written once. Both are 32-bit:
 *  that is what Keras computes in, and what decides on which side of a restart a step falls. */
import type { Scalar } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

type Operand<T> = T | number;

export interface Arithmetic<T> {
  constant(value: number): T;
  add(a: Operand<T>, b: Operand<T>): T;
  sub(a: Operand<T>, b: Operand<T>): T;
  mul(a: Operand<T>, b: Operand<T>): T;
  div(a: Operand<T>, b: Operand<T>): T;
  pow(base: Operand<T>, exponent: Operand<T>): T;
  min(a: Operand<T>, b: Operand<T>): T;
  max(a: Operand<T>, b: Operand<T>): T;
  floor(a: T): T;
  ceil(a: T): T;
  cos(a: T): T;
  log(a: T): T;
  /** `yes` where a ≤ b, else `no`. */
  whereAtMost(a: T, b: Operand<T>, yes: Operand<T>, no: Operand<T>): T;
}

const round = Math.fround;

/** Numbers, rounded to 32 bits after every operation. */
export const numbers: Arithmetic<number> = {
  constant: round,
  add: (a, b) => round(round(a) + round(b)),
  sub: (a, b) => round(round(a) - round(b)),
  mul: (a, b) => round(round(a) * round(b)),
  div: (a, b) => round(round(a) / round(b)),
  pow: (base, exponent) => round(round(base) ** round(exponent)),
  min: (a, b) => round(Math.min(a, b)),
  max: (a, b) => round(Math.max(a, b)),
  floor: Math.floor,
  ceil: Math.ceil,
  cos: (a) => round(Math.cos(a)),
  log: (a) => round(Math.log(a)),
  whereAtMost: (a, b, yes, no) => round(round(a) <= round(b) ? yes : no),
};

/** Scalars. */
export const tensors: Arithmetic<Scalar> & { run(formula: () => Scalar): Scalar } = {
  run: (formula) => tf.tidy(formula),
  constant: (value) => tf.scalar(value),
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  div: (a, b) => tf.div(a, b),
  pow: (base, exponent) => tf.pow(base, exponent),
  min: (a, b) => tf.minimum(a, b),
  max: (a, b) => tf.maximum(a, b),
  floor: (a) => tf.floor(a),
  ceil: (a) => tf.ceil(a),
  cos: (a) => tf.cos(a),
  log: (a) => tf.log(a),
  whereAtMost: (a, b, yes, no) => tf.where(tf.lessEqual(a, b), scalar(yes), scalar(no)),
};

function scalar(value: Scalar | number): Scalar {
  return typeof value === 'number' ? tf.scalar(value) : value;
}
