import { createHash, type Hash } from 'node:crypto';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { modelJson } from '../../weights/modelJson.js';
import type { StepBatch } from '../batches/stepBatch.js';

/** A checksum of all that features depend on: the layers, their weights, the images as they enter, and the targets. */
export async function featureKey(model: LayersModel, batches: AsyncIterable<StepBatch>): Promise<string> {
  const hash = createHash('sha256');
  hash.update(modelJson(model));
  for (const weight of model.weights) addNumbers(hash, weight.read());
  // Apart from each other, so that it does not matter how they are cut into batches.
  const [images, targets] = [createHash('sha256'), createHash('sha256')];
  let shapes: string | undefined;
  for await (const { x, y } of batches) {
    shapes ??= JSON.stringify([...x, ...y].map(({ shape, dtype }) => [shape.slice(1), dtype]));
    for (const tensor of x) addNumbers(images, tensor);
    for (const tensor of y) addNumbers(targets, tensor);
  }
  hash.update(`${shapes};${images.digest('hex')};${targets.digest('hex')}`);
  return hash.digest('hex');
}

function addNumbers(hash: Hash, tensor: Tensor): void {
  const { buffer, byteOffset, byteLength } = tensor.dataSync<'float32' | 'int32' | 'bool'>();
  hash.update(new Uint8Array(buffer, byteOffset, byteLength));
}
