import { expect, it } from 'vitest';
import { nearestName } from '../../../src/training/compile/nearestName.js';

it.each([
  ['adamm', ['sgd', 'adam', 'adamax'], 'adam'],
  ['adma', ['sgd', 'adam'], 'adam'],
  [
    'sparse_crossentropy',
    ['binaryCrossentropy', 'sparseCategoricalCrossentropy'],
    'sparseCategoricalCrossentropy',
  ],
  ['mean_squared_eror', ['meanAbsoluteError', 'meanSquaredError'], 'meanSquaredError'],
  ['pizza', ['sgd', 'adam'], undefined],
  ['x', ['mse'], undefined],
])('of %s in %j is %s', (name, names, expected) => expect(nearestName(name, names)).toBe(expected));
