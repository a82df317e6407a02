/** cuaderno reading folders of images: one JSON request a line, one JSON answer a line. */
import { createInterface } from 'node:readline';

const begunMs = performance.now();
const { applications, ImageDataGenerator, imageDatasetFromDirectory, losses, tf } = await import(
  '../../../dist/src/index.js'
);

const augmentation = {
  rotationRange: 20,
  widthShiftRange: 0.1,
  heightShiftRange: 0.1,
  shearRange: 10,
  zoomRange: 0.2,
  channelShiftRange: 20,
  horizontalFlip: true,
  brightnessRange: [0.7, 1.3],
};
const mebibyte = 2 ** 20;
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const flows = new Map();

// What a flow prints is no answer.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text, ...rest) => (text.startsWith('{') ? write(text, ...rest) : true);

/** A data set whose batches are a flow's. */
function openDataset({ folder, targetSize, batch }) {
  const images = imageDatasetFromDirectory(folder, { imageSize: targetSize, batchSize: batch, seed: 1 });
  return images.map(([x, y]) => ({ x: tf.mul(x, 1 / 255), y }));
}

function open({ folder, augments, targetSize, batch }) {
  const generator = new ImageDataGenerator({ rescale: 1 / 255, ...(augments && augmentation) });
  return generator.flowFromDirectory(folder, { targetSize, batchSize: batch, seed: 1, classMode: 'sparse' });
}

/** Steps that are timed: the first ones make the step's graph. */
const [warmingSteps, timedSteps] = [20, 40];

/** The tutorial's network trains from the folder; how much of the time it waited for batches. */
async function train(request) {
  const flow = open(request);
  const { imageShape: inputShape, classIndices } = flow;
  const model = applications.tutorialCNN({ inputShape, classes: Object.keys(classIndices).length });
  model.compile({
    optimizer: 'adam',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  });
  let waitedMs = 0;
  const get = flow.get.bind(flow);
  flow.get = async (index) => {
    const askedMs = performance.now();
    const batch = await get(index);
    waitedMs += performance.now() - askedMs;
    return batch;
  };
  await model.fit(flow, { stepsPerEpoch: warmingSteps, verbose: 0 });
  waitedMs = 0;
  const startMs = performance.now();
  await model.fit(flow, { stepsPerEpoch: timedSteps, verbose: 0 });
  const tookMs = performance.now() - startMs;
  return { waited: waitedMs / tookMs, rate: (timedSteps * flow.batchSize * 1000) / tookMs };
}

async function answer(request) {
  if (request.what === 'train') return train(request);
  if (request.what === 'open') {
    const startMs = performance.now();
    const flow = open(request);
    const openedMs = performance.now();
    const { x, y } = await flow.next();
    const seconds = { open: (openedMs - startMs) / 1000, first: (performance.now() - openedMs) / 1000 };
    x.dispose();
    y.dispose();
    return { ...seconds, samples: flow.samples };
  }
  const key = JSON.stringify(request);
  if (!flows.has(key)) flows.set(key, request.api === 'dataset' ? openDataset(request) : open(request));
  const flow = flows.get(key);
  const startMs = performance.now();
  const memory = [];
  for (let images = 0; images < request.images; ) {
    for await (const { x, y } of flow) {
      images += x.shape[0];
      x.dispose();
      y.dispose();
      if (images >= request.images) break;
    }
    memory.push({ images, mebibytes: process.memoryUsage.rss() / mebibyte });
  }
  return { seconds: (performance.now() - startMs) / 1000, memory };
}

say({ ready: (performance.now() - begunMs) / 1000 });
for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
process.exit(0);
