/** Losses, metrics and optimizers by name, with a suggestion for a name that is none. */
import { ArgumentError } from '../../errors.js';
import { nearestName } from './nearestName.js';

/**
 * What `find` finds; where it refuses a name and says which there are, the nearest one is suggested.
 * @throws {ArgumentError} for a name that is none
 */
export function byName<Found>(name: unknown, find: () => Found): Found {
  if (typeof name !== 'string') return find();
  try {
    return find();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const list = /^(.*?) (Expected one of: ([^.]*?)(?:, or .*)?\.)/s.exec(error.message);
    if (list === null) throw error;
    const [, beginning, , names] = list;
    const nearest = nearestName(name, names!.split(', '));
    if (nearest === undefined) throw error;
    const rest = error.message.slice(beginning!.length);
    throw new ArgumentError(`${beginning} Did you mean “${nearest}”?${rest}`);
  }
}
