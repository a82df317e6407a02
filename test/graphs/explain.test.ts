/** What a step consists of, shown without leaving a trace. */
import type { Variable } from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jupyterDisplay } from '../../src/display/displayHost.js';
import { nativeBackend, withBinding } from '../../src/engine/nativeBackend.js';
import {
  ArgumentError,
  compile,
  EngineError,
  type Explanation,
  engine,
  explain,
  layers,
  models,
  optimizers,
  setLocale,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

afterEach(() => vi.restoreAllMocks());

/** One convolution with bias and ReLU, trained by gradient descent on squared errors. */
function convolution(): models.Sequential {
  const model = models.sequential([
    layers.conv2D({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [5, 5, 1], name: 'edges' }),
    layers.maxPooling2D({ poolSize: 3, name: 'pool' }),
  ]);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return model;
}

function rich(name = 'rich'): models.Sequential {
  const model = models.sequential(
    [
      layers.dense({ units: 4, activation: 'relu', inputShape: [3] }),
      layers.batchNormalization(),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
    { name },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const x = [
  [1, 2, 3],
  [0, 1, 0],
  [2, 2, 1],
];
const y = [0, 1, 1];

function of(set: Explanation['recorded'] | undefined, pass: string, layer?: string): string[] {
  return set!.filter((one) => one.pass === pass && one.layer === layer).map(({ operation }) => operation);
}

if (engine.backend === 'tensorflow') {
  describe('a training step', () => {
    it('is told operation by operation, with layers, shapes, times and what became of them', () => {
      const { recorded, running, graphMs, refusal } = explain(convolution(), { batchSize: 4 });
      expect(refusal).toBeUndefined();
      expect(graphMs).toBeGreaterThan(0);
      expect(of(recorded, 'forward', 'edges')).toEqual(['Conv2D', 'Add', 'Relu']);
      // ReLU works on what pooling leaves.
      expect(
        running!
          .filter(({ pass }) => pass === 'forward')
          .slice(0, 4)
          .map(({ operation }) => operation),
      ).toEqual(['Conv2D', 'MaxPool', 'BiasAdd', 'Relu']);
      expect(of(recorded, 'forward', 'pool')).toEqual(['MaxPool']);
      expect(of(recorded, 'backward', 'pool')).toEqual(['MaxPoolGrad']);
      expect(of(running, 'backward', 'edges')).toEqual(['ReluGrad', 'Conv2DBackpropFilter', 'BiasAddGrad']);
      const fates = recorded
        .filter(({ pass, layer }) => pass === 'backward' && layer === 'edges')
        .map(({ operation, fate, into }) => `${operation} ${fate} ${into?.operation}`);
      // The gradient of the ReLU, of the images, which nobody wants, of kernel and bias.
      expect(fates).toEqual([
        'ReluGrad kept ReluGrad',
        'Conv2DBackpropInput dropped undefined',
        'Conv2DBackpropFilter kept Conv2DBackpropFilter',
        'Sum replaced BiasAddGrad',
        'Reshape dropped undefined',
      ]);
      // w − rate · gradient, for kernel and bias; rate is a number.
      expect(of(recorded, 'update', 'edges').filter((one) => one === 'Sub')).toHaveLength(2);
      expect(recorded.find(({ operation }) => operation === 'Conv2D')?.outputShape).toEqual([4, 3, 3, 2]);
      for (const { timeMs } of [...recorded, ...running!]) expect(timeMs).toBeGreaterThan(0);
    });

    it('names the operations that each one reads', () => {
      const { recorded } = explain(convolution());
      const relu = recorded.find(({ operation }) => operation === 'Relu')!;
      const add = recorded.find(({ name }) => name === relu.inputs[0])!;
      const product = recorded.find(({ name }) => name === add.inputs[0])!;
      expect([add.operation, product.operation, product.inputs]).toEqual(['Add', 'Conv2D', []]);
    });

    it('shows Adam as one operation a weight', () => {
      const { recorded, running } = explain(rich());
      const moved = running!.filter(({ operation }) => operation === 'ResourceApplyAdam');
      // Two dense layers and a normalization, each with two weights that learn.
      const owners = moved.map(({ layer }) => layer?.replace(/_\d+$/, ''));
      const [dense, normalization] = ['dense', 'batch_normalization'];
      expect(owners.sort()).toEqual([normalization, normalization, dense, dense, dense, dense]);
      const absorbed = recorded.filter(({ into }) => into?.operation === 'ResourceApplyAdam');
      expect(absorbed.length).toBeGreaterThanOrEqual(6 * 10);
      expect(absorbed.every(({ pass, layer }) => pass === 'update' && layer !== undefined)).toBe(true);
    });

    it('leaves no trace: no tensor, no step, no drawn number', async () => {
      const run = async (looks: boolean) => {
        setSeed(7);
        const model = rich();
        if (looks) explain(model);
        await model.fit([x, y], { epochs: 2, verbose: 0 });
        if (looks) explain(model);
        const { history } = await model.fit([x, y], { epochs: 3, verbose: 0 });
        return { history, weights: model.getWeights().map((weight) => [...weight.dataSync()]) };
      };
      expect(await run(true)).toEqual(await run(false));
      const model = rich();
      const before = settledTensorCount();
      explain(model);
      explain(model, { training: false });
      expect(tf.memory().numTensors).toBe(before);
      await model.fit([x, y], { epochs: 1, verbose: 0 });
      const trained = settledTensorCount();
      explain(model);
      expect(tf.memory().numTensors).toBe(trained);
    });

    it('leaves nothing in TensorFlow, either, that tfjs does not know of', () => {
      const backend = nativeBackend()!;
      const { binding } = backend;
      let living = 0;
      const counting = {
        createTensor(...call: Parameters<typeof binding.createTensor>) {
          living++;
          return binding.createTensor(...call);
        },
        executeOp(...call: Parameters<typeof binding.executeOp>) {
          const outputs = binding.executeOp(...call);
          living += outputs.length;
          return outputs;
        },
        runSavedModel(...call: Parameters<typeof binding.runSavedModel>) {
          const outputs = binding.runSavedModel(...call);
          living += outputs.length;
          return outputs;
        },
        deleteTensor(id: number) {
          living--;
          binding.deleteTensor(id);
        },
      };
      const model = convolution();
      withBinding(backend, counting, () => {
        explain(model);
        const before = living;
        explain(model);
        expect(living).toBe(before);
      });
    });

    it('does not settle what learns', async () => {
      const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const model = rich();
      explain(model);
      const [frozen] = model.layers;
      frozen!.trainable = false;
      const before = [...frozen!.getWeights()[0]!.dataSync()];
      await model.fit([x, y], { epochs: 2, verbose: 0 });
      expect([...frozen!.getWeights()[0]!.dataSync()]).toEqual(before);
      expect(said).not.toHaveBeenCalled();
    });

    it('that cannot be a graph says why, and is told as it is', () => {
      const peeking = (input: Tensor) => tf.div(input, tf.max(input).dataSync()[0]!);
      const model = models.sequential([
        layers.dense({ units: 2, inputShape: [3] }),
        layers.lambda({ function: peeking, name: 'peeking' }),
      ]);
      model.compile({ loss: 'meanSquaredError' });
      const before = settledTensorCount();
      const explanation = explain(model);
      expect(tf.memory().numTensors).toBe(before);
      expect(explanation.refusal).toBe("layer “peeking” reads a tensor's values (of Max, shape [])");
      expect([explanation.running, explanation.graphMs]).toEqual([undefined, undefined]);
      expect(of(explanation.recorded, 'forward', 'peeking')).toEqual(['Max', 'RealDiv']);
      expect(`${explanation}`).toContain('Runs operation by operation: layer “peeking” reads');
    });
  });

  describe('a forward pass', () => {
    it('is told for models that are not compiled, without dropout', () => {
      const model = models.sequential([
        layers.dense({ units: 2, inputShape: [3], name: 'first' }),
        layers.dropout({ rate: 0.5 }),
        layers.reLU(),
      ]);
      const { what, samples, recorded } = explain(model, { batchSize: 1 });
      expect([what, samples]).toEqual(['forward', 1]);
      expect(new Set(recorded.map(({ pass }) => pass))).toEqual(new Set(['forward']));
      expect(recorded.map(({ operation }) => operation).filter((one) => /Random|Relu/.test(one))).toEqual([
        'Relu',
      ]);
    });
  });

  describe('a compiled function', () => {
    it('is told, and moves nothing', () => {
      const w: Variable = tf.variable(tf.tensor1d([1, 2]), true, 'explained_w');
      const optimizer = optimizers.sgd({ learningRate: 0.1 });
      const step = compile((input: Tensor) => {
        const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(w, input)), [w]);
        optimizer.applyGradients(grads);
        return value;
      });
      expect(() => step.explain()).toThrow(
        new ArgumentError(
          'compile: the function was not called yet, and the shapes of its inputs are not known. Call it once before explain().',
        ),
      );
      step(tf.tensor1d([1, 1])).dispose();
      const values = [...w.dataSync()];
      const before = settledTensorCount();
      const { recorded, running, what } = step.explain();
      expect(tf.memory().numTensors).toBe(before);
      expect([...w.dataSync()]).toEqual(values);
      expect(optimizer.iterations).toBe(1);
      expect(what).toBe('function');
      expect(of(recorded, 'forward')).toEqual(['Mul', 'Sum']);
      expect(of(running, 'update', 'explained_w')).toEqual(['Mul', 'Sub']);
      step.dispose();
    });
  });

  describe('an explanation', () => {
    it('is a table of at most 100 columns, and a page that needs no script', () => {
      const explanation = explain(rich('a <b>'));
      const lines = `${explanation}`.split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
      // A line an operation.
      const rows = lines.filter((line) => /\[[\d, ]*\] +[\d.–]+ /.test(line));
      expect(rows).toHaveLength(explanation.recorded.length);
      const { 'text/html': html, 'text/plain': text } = explanation[jupyterDisplay]();
      expect(text).toBe(`${explanation}`);
      expect(html).toContain('Training step of model “a &lt;b&gt;”, 32 samples');
      expect(html).toContain(
        `All recorded operations, and what became of them (${explanation.recorded.length})`,
      );
      expect(html).not.toMatch(/<script|<b>”/);
    });

    it('speaks Spanish', () => {
      const explanation = explain(rich());
      const english = `${explanation}`;
      setLocale('es');
      try {
        const spanish = `${explanation}`;
        expect(spanish).toContain('Paso de entrenamiento del modelo “rich”, 32 muestras');
        expect(spanish).toMatch(/operaciones +\d+,\d+ ms una a una/);
        expect(Math.max(...spanish.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
        // What both have in common is TensorFlow's and the layers' names.
        const recorded = explanation.recorded.flatMap((one) => [
          one.operation,
          one.layer,
          one.into?.operation,
        ]);
        const names = [...recorded, 'rich', 'ReLU'].filter((name) => name !== undefined);
        const inEnglish = new Set(english.match(/[A-Za-z]{4,}/g));
        const common = spanish.match(/[A-Za-z]{4,}/g)!.filter((one) => inEnglish.has(one));
        expect(common.filter((one) => !names.some((name) => name.includes(one)))).toEqual([]);
        expect(explanation[jupyterDisplay]()['text/html']).toContain('Hacia atrás (gradientes)');
      } finally {
        setLocale('en');
      }
      expect(`${explanation}`).toBe(english);
    });

    it('needs shapes and a compiled model', () => {
      const open = models.sequential([layers.dense({ units: 1 })]);
      expect(() => explain(open)).toThrow('does not know the shape of its input yet');
      const anySize = models.sequential([
        layers.conv2D({ filters: 1, kernelSize: 3, inputShape: [null, null, 3] }),
      ]);
      expect(() => explain(anySize)).toThrow('has sizes that are left open, [null, null, null, 3]');
      const plain = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
      expect(() => explain(plain, { training: true })).toThrow(
        'training is true, but the model is not compiled',
      );
      expect(() => explain(plain, { batchSize: 0 })).toThrow('batchSize');
    });
  });
} else {
  it('needs TensorFlow’s native engine, and says so', () => {
    const message = `explain: only TensorFlow’s native engine makes graphs that can be shown; this is ${engine.backend}.`;
    expect(() => explain(convolution())).toThrow(EngineError);
    expect(() => explain(convolution())).toThrow(message);
    expect(() => compile((one: Tensor) => one).explain()).toThrow(message);
  });
}
