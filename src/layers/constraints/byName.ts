/** Constraints by their Keras names. */
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Reader } from '../arguments.js';
import { show } from '../arguments.js';
import type { Constraint } from './constraint.js';
import { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from './norms.js';

/** The constraints, by their Keras names; with their defaults then. */
export type ConstraintName = 'maxNorm' | 'minMaxNorm' | 'nonNeg' | 'unitNorm';

/** A constraint, its Keras name, or as it stands in a saved model. */
export type ConstraintArgument =
  | ConstraintName
  | Constraint
  | ReturnType<typeof tf.constraints.nonNeg>
  | { className: string; config: object };

type Maker = new (config: object) => Constraint;

const makers: Record<ConstraintName, Maker> = {
  maxNorm: MaxNorm,
  minMaxNorm: MinMaxNorm,
  nonNeg: NonNeg,
  unitNorm: UnitNorm,
};

/** @throws {ArgumentError} for a name that is none, with the names there are */
export const constraint: Reader<Constraint> = (value, where) => {
  if (typeof value === 'string') return byName(value, {}, where);
  if (value instanceof tf.serialization.Serializable && 'apply' in value) return value as Constraint;
  if (typeof value === 'object' && value !== null && 'className' in value) {
    const { className, config } = value as { className: unknown; config?: object };
    return byName(String(className), config ?? {}, where);
  }
  throw new ArgumentError(
    `${where} must be a constraint such as constraints.maxNorm({ maxValue: 2 }), or its name; received ${show(value)}.`,
  );
};

function byName(given: string, config: object, where: string): Constraint {
  const name = Object.keys(makers).find(
    (one) => one.toLowerCase() === given.replaceAll('_', '').toLowerCase(),
  );
  if (name !== undefined) return new makers[name as ConstraintName](config);
  throw new ArgumentError(
    `${where}: unknown constraint “${given}”. Expected one of: ${Object.keys(makers).join(', ')}.`,
  );
}
