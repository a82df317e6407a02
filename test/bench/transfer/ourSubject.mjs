/** cuaderno with a frozen ResNet50: one JSON request a line, one JSON answer a line. Weights are random: what they are
 *  does not change what they cost. */
import { createInterface } from 'node:readline';

const begunMs = performance.now();
const { applications, cacheFeatures, layers, losses, models, tf } = await import(
  '../../../dist/src/index.js'
);

let backbone;
let x;
let y;
const heads = new Map();

function setUp({ side, images }) {
  backbone ??= applications.resNet50({
    includeTop: false,
    weights: null,
    pooling: 'avg',
    inputShape: [side, side, 3],
  });
  backbone.trainable = false;
  x ??= tf.randomUniform([images, side, side, 3]);
  y ??= tf.tidy(() => tf.cast(tf.floor(tf.randomUniform([images], 0, 2)), 'int32'));
}

/** A dense layer, on features or behind the backbone. */
async function headFor(what, batch) {
  if (!heads.has(what)) {
    const data =
      what === 'cached epoch' ? await cacheFeatures(backbone, [x, y], { batchSize: batch }) : [x, y];
    const input = layers.input({ shape: what === 'cached epoch' ? data.featureShape : x.shape.slice(1) });
    const features = what === 'cached epoch' ? input : backbone.apply(input, { training: false });
    const model = models.functional({ inputs: input, outputs: layers.dense({ units: 2 }).apply(features) });
    model.compile({ optimizer: 'adam', loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }) });
    heads.set(what, { model, data });
  }
  return heads.get(what);
}

async function answer({ what, batch, ...request }) {
  setUp(request);
  const head = what === 'predict' ? undefined : await headFor(what, batch);
  const startMs = performance.now();
  if (head === undefined) tf.dispose(await backbone.predict(x, { batchSize: batch }));
  else await head.model.fit(head.data, { batchSize: batch, epochs: 1, verbose: 0 });
  return { seconds: (performance.now() - startMs) / 1000 };
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ ready: (performance.now() - begunMs) / 1000 });
for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
