/** cuaderno training the benchmark's models: one JSON request a line, one JSON answer a line. */
import { createInterface } from 'node:readline';

const begunMs = performance.now();
const { layers, losses, models, setPrecision, setSeed, tf } = await import('../../../dist/src/index.js');

const conv = (x, filters, kernelSize = 3, strides = 1) =>
  layers.conv2D({ filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x);
const normalized = (x) => layers.batchNormalization().apply(x);
const relu = (x) => layers.reLU().apply(x);

function block(x, filters, strides) {
  const first = relu(normalized(conv(x, filters, 3, strides)));
  const second = normalized(conv(first, filters));
  const shortcut = strides > 1 ? normalized(conv(x, filters, 1, strides)) : x;
  return relu(layers.add().apply([shortcut, second]));
}

const makers = {
  cnn: ({ size, width }) =>
    models.sequential([
      layers.conv2D({ filters: 32 * width, kernelSize: 3, activation: 'relu', inputShape: [size, size, 3] }),
      layers.maxPooling2D({ poolSize: 2 }),
      layers.conv2D({ filters: 64 * width, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2D({ poolSize: 2 }),
      layers.conv2D({ filters: 64 * width, kernelSize: 3, activation: 'relu' }),
      layers.flatten(),
      layers.dense({ units: 64 * width, activation: 'relu' }),
      layers.dense({ units: 10 }),
    ]),
  resnet20() {
    const image = layers.input({ shape: [32, 32, 3] });
    let x = relu(normalized(conv(image, 16)));
    for (const [stage, filters] of [16, 32, 64].entries()) {
      for (let unit = 0; unit < 3; unit++) x = block(x, filters, stage > 0 && unit === 0 ? 2 : 1);
    }
    const pooled = layers.globalAveragePooling2D().apply(x);
    return models.functional({ inputs: image, outputs: layers.dense({ units: 10 }).apply(pooled) });
  },
  mlp: () =>
    models.sequential([
      layers.dense({ units: 512, activation: 'relu', inputShape: [784] }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 512, activation: 'relu' }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 10 }),
    ]),
  lstm: () =>
    models.sequential([layers.lstm({ units: 64, inputShape: [28, 28] }), layers.dense({ units: 10 })]),
};

const made = new Map();

function modelFor(name, batch, form) {
  const key = `${name} ${batch}`;
  if (!made.has(key)) {
    setSeed(1);
    const model = makers[name](form);
    const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
    model.compile({ optimizer: 'adam', loss, metrics: ['accuracy'] });
    made.set(key, model);
  }
  return made.get(key);
}

const products = new Map();

/** The products of a step alone, as often as there are steps. */
async function answerWithProducts(model, { what, steps, batch }) {
  if (!products.has(model)) {
    const { productsOf } = await import('./products.mjs');
    products.set(model, productsOf(model, batch));
  }
  const startMs = performance.now();
  for (let step = 0; step < (what === 'first step' ? 1 : steps); step++) products.get(model)();
  return { seconds: (performance.now() - startMs) / 1000, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

async function answer(request) {
  const { case: name, batch, steps, what, compile, precision = 'float32', size = 32, width = 1 } = request;
  setPrecision(precision);
  const model = modelFor(name, batch, { size, width });
  if (request.onlyProducts) return answerWithProducts(model, request);
  const samples = batch * (what === 'first step' ? 1 : steps);
  const x = tf.randomUniform([samples, ...model.inputs[0].shape.slice(1)]);
  const y = tf.tidy(() => tf.cast(tf.floor(tf.randomUniform([samples], 0, 10)), 'int32'));
  x.dataSync();
  const startMs = performance.now();
  await model.fit([x, y], { batchSize: batch, epochs: 1, verbose: 0, compile });
  const seconds = (performance.now() - startMs) / 1000;
  tf.dispose([x, y]);
  return { seconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ ready: (performance.now() - begunMs) / 1000 });
for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
