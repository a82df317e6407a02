/** Every layer case of the reference values, whichever they are: another set of the same form runs unchanged. */
import { describe, expect, it } from 'vitest';
import { goldenCase, goldenIds } from '../goldenCases.js';
import { expectLayerCase, type LayerCase } from './layerCase.js';

const ids = goldenIds('layers');

describe('layers agree with Keras', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => expectLayerCase(goldenCase<LayerCase>(id)));
});
