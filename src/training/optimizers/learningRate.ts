import { ArgumentError } from '../../errors.js';

/** @throws {ArgumentError} unless `learningRate` is a positive number */
export function requireLearningRate(optimizer: string, learningRate: unknown): void {
  if (typeof learningRate === 'number' && learningRate > 0 && Number.isFinite(learningRate)) return;
  throw new ArgumentError(
    `${optimizer}: learningRate must be a positive number; received ${JSON.stringify(learningRate)}.`,
  );
}
