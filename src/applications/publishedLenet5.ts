/** LeNet-5 as published, of plain layers. LeCun, Bottou, Bengio & Haffner 1998, "Gradient-Based Learning Applied to
 *  Document Recognition", section II.B; the equations are in its appendix A. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { activation } from '../layers/activation/activation.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { depthwiseConv2D } from '../layers/convolution/depthwiseConv2D.js';
import { dense } from '../layers/core/dense.js';
import { concatenate } from '../layers/merging/concatenate.js';
import { averagePooling2D } from '../layers/pooling/averagePooling.js';
import { rescaling } from '../layers/preprocessing/rescaling.js';
import { cropping2D } from '../layers/reshaping/cropping.js';
import { flatten } from '../layers/reshaping/flatten.js';
import type { Classifier } from './application.js';
import { digitPictures } from './digitPictures.js';
import { inSequence } from './inSequence.js';

/** Table I: which maps of S2 each of C3's 16 maps sees. */
const connections = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

const firstMaps = 6;

/** [batch, 32, 32, channels] → [batch, 5, 5, 16], the maps of S4. */
export function publishedLenet5Features(image: SymbolicTensor): SymbolicTensor {
  const c1 = squashed(conv2D({ filters: firstMaps, kernelSize: 5, name: 'c1' }).apply(image), 'c1');
  return subsampled(partlyConnected(subsampled(c1, 's2')), 's4');
}

/** C5, F6, and the distance of F6's output from the picture of every digit. */
export function publishedLenet5Top(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  requireTenClasses(classifier);
  const c5 = squashed(conv2D({ filters: 120, kernelSize: 5, name: 'c5' }).apply(features), 'c5');
  const f6 = dense({ units: digitPictures[0]!.length, name: 'f6' }).apply(
    flatten({ name: 'flatten' }).apply(c5),
  );
  return pictureLikeness(squashed(f6, 'f6'), classifier);
}

/** The scaled hyperbolic tangent 1.7159 · tanh(2/3 · x), which maps ±1 to ±1. */
function squashed(x: SymbolicTensor, name: string): SymbolicTensor {
  return inSequence(
    x,
    rescaling({ scale: 2 / 3, name: `${name}_slope` }),
    activation({ activation: 'tanh', name: `${name}_tanh` }),
    rescaling({ scale: 1.7159, name: `${name}_amplitude` }),
  );
}

/** The mean of 2×2 units, times a coefficient, plus a bias: two parameters a map. */
function subsampled(x: SymbolicTensor, name: string): SymbolicTensor {
  const weighed = inSequence(
    x,
    averagePooling2D({ name: `${name}_mean` }),
    depthwiseConv2D({ kernelSize: 1, name }),
  );
  return squashed(weighed, name);
}

/** C3: 16 convolutions 5×5, each of a few maps, so that they come to see different things. */
function partlyConnected(s2: SymbolicTensor): SymbolicTensor {
  const maps = Array.from({ length: firstMaps }, (_, map) => onlyMap(s2, map));
  const filters = connections.map((seen, filter) => {
    const some = concatenate({ name: `c3_${filter}_maps` }).apply(seen.map((map) => maps[map]!));
    return conv2D({ filters: 1, kernelSize: 5, name: `c3_${filter}` }).apply(some);
  });
  return squashed(concatenate({ name: 'c3' }).apply(filters), 'c3');
}

/** One map of several. Read as channels first, [batch, height, width, maps] has its width and its maps for places. */
function onlyMap(x: SymbolicTensor, map: number): SymbolicTensor {
  return cropping2D({
    cropping: [0, [map, firstMaps - 1 - map]],
    dataFormat: 'channelsFirst',
    name: `s2_map${map}`,
  }).apply(x);
}

/** −Σ (x − picture)² but for what all classes share: 2 · x · picture, since |x|² is the sample's and |picture|² the number
 *  of its pixels. Nothing of it learns. */
function pictureLikeness(x: SymbolicTensor, { classes: units, activation }: Classifier): SymbolicTensor {
  const layer = dense({ units, activation, useBias: false, trainable: false, name: 'predictions' });
  const output = layer.apply(x);
  tf.tidy(() => {
    const pictures = tf.transpose(tf.tensor2d(digitPictures.map((picture) => [...picture])));
    layer.setWeights([tf.mul(2, pictures)]);
  });
  return output;
}

function requireTenClasses({ classes }: Classifier): void {
  if (classes === digitPictures.length) return;
  throw new ArgumentError(
    `lenet5: the published form has a picture of each of ten digits, and no other classes; received classes: ${classes}. ` +
      "Write variant: 'modern' for other classes.",
  );
}
