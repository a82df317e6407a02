/** Preprocessing against Keras's own. */
import { expect, it } from 'vitest';
import { ArgumentError, applications, tf } from '../../src/index.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../goldenCases.js';

interface PreprocessCase {
  args: { mode?: applications.PreprocessMode };
  tolerance: Tolerance;
  input: GoldenArray;
  output: GoldenArray;
}

const ids = goldenIds('models').filter((id) => goldenCase<PreprocessCase>(id).args.mode !== undefined);

it('finds the reference values', () => expect(ids.length).toBeGreaterThanOrEqual(3));

it.each(ids)('%s', (id) => {
  const { args, tolerance, input, output } = goldenCase<PreprocessCase>(id);
  tf.tidy(() => {
    const found = applications.preprocessInput(tensorOf(input), args.mode!);
    expect(found.shape).toEqual(output.shape);
    expectClose(found.dataSync(), numbersOf(output), tolerance);
  });
});

it('refuses images without three channels', () => {
  tf.tidy(() => {
    expect(() => applications.preprocessInput(tf.zeros([2, 4, 4, 1]), 'tf')).toThrow(
      new ArgumentError('preprocessInput: images of three channels are expected; received [2, 4, 4, 1].'),
    );
  });
});
