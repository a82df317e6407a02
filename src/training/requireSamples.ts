import { ArgumentError } from '../errors.js';
import type { Passes } from './batches/passes.js';

/** @throws {ArgumentError} for data without a sample */
export function requireSamples(purpose: string, { samples, steps }: Passes): void {
  if ((samples ?? steps) === 0) throw new ArgumentError(`${purpose}: the data is empty.`);
}
