/** Every form of the summary against what Keras 3.15.1 prints for the same models (kerasSummaries.json, 80 columns). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ArgumentError, clearSession, layers, models, optimizers } from '../../../src/index.js';

type Symbol = ReturnType<typeof layers.input>;
type Summary = Parameters<models.Sequential['summary']>[0];

const keras = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'kerasSummaries.json'), 'utf8'),
) as Record<string, string>;

beforeEach(() => clearSession());

function textOf(model: models.Model | models.Sequential, args: Summary = {}): string {
  const lines: string[] = [];
  model.summary({ ...args, printFn: (text) => lines.push(text) });
  return lines.join('\n').trimEnd();
}

function two(): models.Sequential {
  const frozen = layers.dense({
    units: 4,
    inputShape: [3],
    name: 'a_layer_with_a_name_that_is_long',
    trainable: false,
  });
  return models.sequential([frozen, layers.dense({ units: 2, name: 'dense' })], { name: 'two' });
}

function outer(): models.Model {
  const inner = models.sequential(
    [layers.dense({ units: 4, name: 'first', inputShape: [3] }), layers.dense({ units: 2, name: 'second' })],
    { name: 'inner' },
  );
  const start = layers.input({ shape: [3], name: 'start' });
  const last = layers.dense({ units: 1, name: 'last' });
  return models.functional({
    inputs: start,
    outputs: last.apply(inner.apply(start) as Symbol) as Symbol,
    name: 'outer',
  });
}

function branches(): models.Model {
  const start = layers.input({ shape: [3], name: 'start' });
  const dense = (name: string): Symbol => layers.dense({ units: 4, name }).apply(start) as Symbol;
  const [one, second] = [dense('one'), dense('two')];
  const sum = layers.add({ name: 'add' }).apply([one, second]) as Symbol;
  return models.functional({ inputs: start, outputs: [sum, second], name: 'branches' });
}

describe('summary prints Keras’s text', () => {
  it('for long names, of what learns, in any width and part', () => {
    expect(textOf(two())).toBe(keras.long_name);
    expect(textOf(two(), { showTrainable: true })).toBe(keras.show_trainable);
    expect(textOf(two(), { lineLength: 60 })).toBe(keras.line_length);
    expect(textOf(two(), { layerRange: ['dense', 'dense'] })).toBe(keras.layer_range);
  });

  it('for models inside of models', () => {
    expect(textOf(outer())).toBe(keras.nested);
    expect(textOf(outer(), { expandNested: true })).toBe(keras.expand_nested);
  });

  it('for graphs, with their connections', () => {
    expect(textOf(branches())).toBe(keras.branches);
    expect(textOf(branches(), { showTrainable: true })).toBe(keras.branches_trainable);
  });

  it('before the layers know their input', () => {
    expect(textOf(models.sequential([layers.dense({ units: 2, name: 'dense' })], { name: 'unbuilt' }))).toBe(
      keras.unbuilt,
    );
  });

  it('with the optimizer’s numbers once it has made a step', async () => {
    const stack = [
      layers.dense({ units: 4, name: 'first', inputShape: [3] }),
      layers.dense({ units: 2, name: 'second' }),
    ];
    const model = models.sequential(stack, { name: 'trained' });
    model.compile({ optimizer: optimizers.adam(), loss: 'meanSquaredError' });
    await model.trainOnBatch([[0, 0, 0]], [[0, 0]]);
    expect(textOf(model)).toBe(keras.trained);
  });

  it('refuses a range that no layer matches', () => {
    expect(() => textOf(two(), { layerRange: ['conv', 'dense'] })).toThrow(ArgumentError);
    expect(() => textOf(two(), { layerRange: ['conv', 'dense'] })).toThrow(
      'summary: layerRange ["conv","dense"] matches no layers. The layers: a_layer_with_a_name_that_is_long, dense.',
    );
  });
});
