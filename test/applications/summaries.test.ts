/** Networks of keras.applications print the summaries that Keras printed: names, classes, shapes, parameters, connections. */
import { describe, expect, it } from 'vitest';
import { applications, clearSession, type models } from '../../src/index.js';
import { goldenCase, goldenIds, goldenText } from '../goldenCases.js';

interface SummaryCase {
  args: { application?: string; include_top?: boolean };
  layers: { name: string; class: string; output_shape: (number | null)[]; params: number }[];
  totals: { total: number; trainable: number; non_trainable: number; layers: number };
  summary_file: string;
  frozen_tail_file?: string;
}

const makers: Record<string, (args: applications.NewWeights) => models.Model> = {
  ResNet50: applications.resNet50,
  VGG16: applications.vgg16,
};

const ids = goldenIds('models').filter((id) => {
  const { args, layers } = goldenCase<Partial<SummaryCase>>(id);
  return args?.application !== undefined && layers !== undefined;
});

describe('summaries', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThanOrEqual(3));

  it.each(ids)('%s', (id) => {
    const { args, layers, totals, ...files } = goldenCase<SummaryCase>(id);
    const make = makers[args.application!];
    if (make === undefined) return expect.fail(`${args.application} is not among the networks here`);
    clearSession();
    const model = make({ weights: null, includeTop: args.include_top ?? true });
    const found = model.layers.map((layer) => ({
      name: layer.name,
      class: layer.getClassName(),
      output_shape: layer.outputShape,
      params: layer.countParams(),
    }));
    expect(found).toEqual(
      layers.map(({ name, class: kind, output_shape, params }) => ({
        name,
        class: kind,
        output_shape,
        params,
      })),
    );
    expect(model.countParams()).toBe(totals.total);
    expect(model.layers.length).toBe(totals.layers);
    expect(textOf(model)).toBe(goldenText(files.summary_file).trimEnd());
    if (files.frozen_tail_file !== undefined) {
      model.trainable = false;
      expect(textOf(model).endsWith(goldenText(files.frozen_tail_file).trimEnd())).toBe(true);
    }
    model.dispose();
  });
});

function textOf(model: models.Model): string {
  const lines: string[] = [];
  model.summary({ printFn: (text) => lines.push(text) });
  return lines.join('\n').trimEnd();
}
