/** Regularizers by their Keras names. */
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Reader } from '../arguments.js';
import { show } from '../arguments.js';
import { OrthogonalRegularizer } from './orthogonalRegularizer.js';
import { L1, L1L2, L2 } from './penalties.js';
import type { Regularizer } from './regularizer.js';

/** The regularizers, by their Keras names; their factor is 0.01 then (of `l1l2`: 0.01 each). */
export type RegularizerName = 'l1' | 'l2' | 'l1l2' | 'orthogonalRegularizer';

/** A regularizer, its Keras name, or as it stands in a saved model. */
export type RegularizerArgument =
  | RegularizerName
  | Regularizer
  | ReturnType<typeof tf.regularizers.l2>
  | { className: string; config: object };

type Maker = new (config: object) => Regularizer;

const makers: Record<RegularizerName, Maker> = {
  l1: L1,
  l2: L2,
  l1l2: L1L2,
  orthogonalRegularizer: OrthogonalRegularizer,
};

/** @throws {ArgumentError} for a name that is none, with the names there are */
export const regularizer: Reader<Regularizer> = (value, where) => {
  if (typeof value === 'string') {
    const isBoth = value === 'l1l2' || value === 'l1_l2';
    return byName(value, isBoth ? { l1: 0.01, l2: 0.01 } : {}, where);
  }
  if (value instanceof tf.serialization.Serializable && 'apply' in value) return value as Regularizer;
  if (typeof value === 'object' && value !== null && 'className' in value) {
    const { className, config } = value as { className: unknown; config?: object };
    return byName(String(className), config ?? {}, where);
  }
  throw new ArgumentError(
    `${where} must be a regularizer such as regularizers.l2({ l2: 0.01 }), or its name; received ${show(value)}.`,
  );
};

function byName(given: string, config: object, where: string): Regularizer {
  const name = Object.keys(makers).find(
    (one) => one.toLowerCase() === given.replaceAll('_', '').toLowerCase(),
  );
  if (name !== undefined) return new makers[name as RegularizerName](config);
  throw new ArgumentError(
    `${where}: unknown regularizer “${given}”. Expected one of: ${Object.keys(makers).join(', ')}.`,
  );
}
