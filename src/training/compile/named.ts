/** Losses, metrics and optimizers by name, with a suggestion for a name that is none. */
import { ArgumentError } from '../../errors.js';
import { nearestName } from './nearestName.js';

/**
 * What `find` finds; a name that it does not know becomes an error with the nearest one.
 * @param room what is exported under the names: `losses`, `metrics`, `optimizers`
 * @throws {ArgumentError} for a name that is none
 */
export function byName<Found>(
  kind: 'loss' | 'metric' | 'optimizer',
  name: unknown,
  room: Readonly<Record<string, unknown>>,
  find: () => Found,
): Found {
  if (typeof name !== 'string') return find();
  try {
    return find();
  } catch (error) {
    if (!(error instanceof ArgumentError) || !/unknown/.test(error.message)) throw error;
    const names = Object.keys(room).filter((one) => isFactory(one, room[one]));
    if (kind === 'metric') names.push('accuracy');
    const nearest = nearestName(name, names);
    const suggestion = nearest === undefined ? '' : ` Did you mean “${nearest}”?`;
    throw new ArgumentError(
      `compile: unknown ${kind} “${name}”.${suggestion} Expected one of: ${names.sort().join(', ')}; or ${plural[kind]}.${example[kind]}.`,
    );
  }
}

const plural = { loss: 'losses', metric: 'metrics', optimizer: 'optimizers' };
const example = {
  loss: 'sparseCategoricalCrossentropy({ fromLogits: true })',
  metric: 'sparseCategoricalAccuracy()',
  optimizer: 'adam({ learningRate: 1e-3 })',
};

/** A function in camelCase that makes one: not a class, and not what finds them by name. */
function isFactory(name: string, value: unknown): boolean {
  return (
    typeof value === 'function' &&
    /^[a-z]/.test(name) &&
    !/From$/.test(name) &&
    !['meanMetric', 'lossValue'].includes(name)
  );
}
