import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { type ExplainedOperation, Explanation } from '../../src/index.js';
import { graph } from '../../src/plots/index.js';
import { expectPicture } from './picture.js';

afterEach(() => setLocale('en'));

type Given = [
  name: string,
  layer: string | undefined,
  pass: ExplainedOperation['pass'],
  timeMs: number,
  inputs: string,
  fate?: ExplainedOperation['fate'],
];

function operations(rows: readonly Given[]): ExplainedOperation[] {
  return rows.map(([name, layer, pass, timeMs, inputs, fate]) => ({
    name,
    operation: name.split('_')[0]!,
    layer,
    pass,
    outputShape: [8, 4],
    timeMs,
    inputs: inputs === '' ? [] : inputs.split(' '),
    ...(fate !== undefined && { fate }),
  }));
}

/** A convolution and a dense layer with squared errors, in miniature. */
const recorded = operations([
  ['Conv2D_1', 'conv2d', 'forward', 4, '', 'kept'],
  ['Add_2', 'conv2d', 'forward', 1, 'Conv2D_1', 'replaced'],
  ['Relu_3', 'conv2d', 'forward', 0.5, 'Add_2', 'kept'],
  ['MatMul_4', 'dense', 'forward', 0.25, 'Relu_3', 'kept'],
  ['Sub_5', undefined, 'loss', 0.02, 'MatMul_4', 'kept'],
  ['Sum_6', undefined, 'loss', 0.02, 'Sub_5', 'kept'],
  ['Mul_7', undefined, 'backward', 0.02, 'Sub_5', 'kept'],
  ['MatMul_8', 'dense', 'backward', 0.25, 'Mul_7', 'kept'],
  ['MatMul_9', 'dense', 'backward', 0.25, 'Mul_7 Relu_3', 'kept'],
  ['Greater_10', 'conv2d', 'backward', 0.4, 'Add_2', 'absorbed'],
  ['Select_11', 'conv2d', 'backward', 0.6, 'Greater_10', 'absorbed'],
  ['Mul_12', 'conv2d', 'backward', 0.5, 'MatMul_8 Select_11', 'replaced'],
  ['Conv2DBackpropInput_13', 'conv2d', 'backward', 3, 'Mul_12', 'dropped'],
  ['Conv2DBackpropFilter_14', 'conv2d', 'backward', 5, 'Mul_12', 'kept'],
  ['Mul_15', 'conv2d', 'update', 0.1, 'Conv2DBackpropFilter_14', 'kept'],
  ['Sub_16', 'conv2d', 'update', 0.1, 'Mul_15', 'kept'],
  ['Mul_17', 'dense', 'update', 0.1, 'MatMul_9', 'kept'],
  ['Equal_18', undefined, 'metrics', 0.03, 'MatMul_4', 'kept'],
]);

const running = operations([
  ['Conv2D_1', 'conv2d', 'forward', 4, ''],
  ['BiasAdd_2', 'conv2d', 'forward', 1, 'Conv2D_1'],
  ['Relu_3', 'conv2d', 'forward', 0.5, 'BiasAdd_2'],
  ['MatMul_4', 'dense', 'forward', 0.25, 'Relu_3'],
  ['Sub_5', undefined, 'loss', 0.02, 'MatMul_4'],
  ['Sum_6', undefined, 'loss', 0.02, 'Sub_5'],
  ['Mul_7', undefined, 'backward', 0.02, 'Sub_5'],
  ['MatMul_8', 'dense', 'backward', 0.25, 'Mul_7'],
  ['MatMul_9', 'dense', 'backward', 0.25, 'Mul_7 Relu_3'],
  ['ReluGrad_12', 'conv2d', 'backward', 0.5, 'MatMul_8 Relu_3'],
  ['Conv2DBackpropFilter_14', 'conv2d', 'backward', 5, 'ReluGrad_12'],
  ['Mul_15', 'conv2d', 'update', 0.1, 'Conv2DBackpropFilter_14'],
  ['Sub_16', 'conv2d', 'update', 0.1, 'Mul_15'],
  ['Mul_17', 'dense', 'update', 0.1, 'MatMul_9'],
  ['Equal_18', undefined, 'metrics', 0.03, 'MatMul_4'],
]);

const whole = new Explanation({
  what: 'training',
  subject: 'net',
  samples: 8,
  recorded,
  running,
  graphMs: 9.5,
  refusal: undefined,
});

test('a training step before and after, as committed', async () => {
  await expectPicture(graph(whole), 'graph');
});

test('what is no graph, in Spanish, as committed', async () => {
  setLocale('es');
  const plain = recorded.map(({ fate: _, ...operation }) => operation);
  const refused = { ...whole, recorded: plain, running: undefined, graphMs: undefined, refusal: 'it peeks' };
  await expectPicture(graph(new Explanation(refused), { title: 'Un paso' }), 'graph-refused');
});

test('the sentence gives counts and times', () => {
  // 16.14 = the sum of all times above; without the absorbed and dropped ones 12.14.
  expect(graph(whole).text).toBe(
    'Training step “net”, batch 8. Recorded: 18 operations, 16.1 ms one by one. In the graph: 15 operations, 12.1 ms one by one, 9.50 ms as a whole.',
  );
});

/** What stands beside the marks, panel by panel. */
function labels(explanation: Explanation): string[][] {
  return graph(explanation)
    .data.filter(({ mode }) => mode === 'markers+text')
    .map(({ text }) => text as string[]);
}

test('every operation has its mark; the update of a layer is one', () => {
  const [before, after] = labels(whole);
  expect(before).toContain('Conv2D ∂w');
  expect(before!.filter((label) => /operation/.test(label))).toEqual(['2 operations', '1 operation']);
  expect(before).toHaveLength(18 - 1);
  expect(after).toHaveLength(15 - 1);
});

test('a large model has a mark for each layer and part', () => {
  const many = operations(
    Array.from({ length: 150 }, (_, index): Given => {
      const name = `Relu_${index}`;
      return [name, `layer_${Math.floor(index / 5)}`, 'forward', 1, index === 0 ? '' : `Relu_${index - 1}`];
    }),
  );
  const [marks] = labels(new Explanation({ ...whole, recorded: many, running: undefined }));
  expect(marks).toEqual(new Array(30).fill('5 operations'));
});

test('alive, it keeps the width that its names need', () => {
  const figure = graph(whole);
  const { layout } = figure.plotlyBundle()['application/vnd.plotly.v1+json'] as { layout: object };
  expect(layout).toMatchObject({ autosize: false, width: figure.width });
});

test('what is no explanation is refused', () => {
  const wrong = {} as unknown as Explanation;
  expect(() => graph(wrong)).toThrow('plots.graph: expected what explain(model) gives');
});
