/** More layers and arguments against real Keras 3.15.1: cases of the form of test/golden, made by makeCases.py. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLayerCase, type LayerCase } from '../layerCase.js';

const lines = readFileSync(path.join(import.meta.dirname, 'cases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');
const cases = lines.map((line) => JSON.parse(line) as LayerCase & { id: string });

describe('more layers agree with Keras', () => {
  it('finds the reference values', () => expect(cases.length).toBeGreaterThan(200));

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, one) => expectLayerCase(one));
});
