import { describe, expect, it } from 'vitest';
import type { models } from '../../../src/index.js';
import { goldenCase, goldenIds, goldenText } from '../../goldenCases.js';
import { type LayerEntry, modelFromTable, stackFromTable } from './goldenModels.js';

interface SummaryCase {
  args: { application?: string; input?: number };
  layers: LayerEntry[];
  totals: { total: number; trainable: number; non_trainable: number };
  summary_file: string;
  frozen_tail_file?: string;
}

const ids = goldenIds('models').filter(
  (id) => goldenCase<Partial<SummaryCase>>(id).summary_file !== undefined,
);

/** Without an input layer a table is that of a sequential model. */
function modelOf(golden: SummaryCase): models.Model | models.Sequential {
  const name = /^Model: "(.*)"/.exec(goldenText(golden.summary_file))![1]!;
  if (golden.layers[0]!.class === 'InputLayer') return modelFromTable(golden.layers, name);
  const side = golden.args.input ?? 32;
  return stackFromTable(golden.layers, name, [side, side, 3]);
}

function textOf(model: models.Model | models.Sequential): string {
  const lines: string[] = [];
  model.summary({ printFn: (text) => lines.push(text) });
  return lines.join('\n').trimEnd();
}

describe('summary prints Keras’s text', () => {
  it.each(ids)('%s', (id) => {
    const golden = goldenCase<SummaryCase>(id);
    const model = modelOf(golden);
    expect(textOf(model)).toBe(goldenText(golden.summary_file).trimEnd());
    expect(model.countParams()).toBe(golden.totals.total);
    if (golden.frozen_tail_file !== undefined) {
      model.trainable = false;
      const tail = goldenText(golden.frozen_tail_file).trimEnd();
      expect(textOf(model).split('\n').slice(-tail.split('\n').length).join('\n')).toBe(tail);
    }
    model.dispose();
  });
});
