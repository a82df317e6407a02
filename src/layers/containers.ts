/** What tfjs's models do otherwise than Keras's, mended in place, so that every model has Keras's behavior, also one that
 *  tfjs itself loads: `model.trainable = false` left the layers inside trainable, so that frozen batch normalizations went
 *  on learning; `model.weights` listed what is trained first, where Keras goes layer by layer; and a shared layer's weights
 *  came more than once. */
import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import type { AnyLayer } from './layer.js';

const { Sequential } = tf;
const containers = tf.LayersModel.prototype as LayersModel;

/** What tfjs's Layer does when it is frozen. */
const ownTrainable = Object.getOwnPropertyDescriptor(tf.layers.Layer.prototype, 'trainable')!;

Object.defineProperty(containers, 'trainable', {
  configurable: true,
  get(this: LayersModel): boolean {
    return ownTrainable.get!.call(this) as boolean;
  },
  set(this: LayersModel, trainable: boolean): void {
    ownTrainable.set!.call(this, trainable);
    for (const layer of this.layers ?? []) layer.trainable = trainable;
  },
});

type Weights = LayersModel['weights'];

/** Layer by layer, whether they learn or not. */
defineGetter('weights', (model) => unique(model.layers.flatMap((layer) => layer.weights)));

defineGetter('trainableWeights', (model) =>
  model.trainable ? unique(model.layers.flatMap((layer) => layer.trainableWeights)) : [],
);

defineGetter('nonTrainableWeights', (model) => {
  const learning = new Set(model.trainableWeights);
  return model.weights.filter((weight) => !learning.has(weight));
});

function defineGetter(name: keyof LayersModel, read: (model: LayersModel) => Weights): void {
  Object.defineProperty(containers, name, {
    configurable: true,
    get(this: LayersModel): Weights {
      return read(this);
    },
  });
}

function unique(weights: Weights): Weights {
  return [...new Set(weights)];
}

// A sequential model makes its inner model when it is first used, and sets its `trainable`: the layers keep their own.
const build = Sequential.prototype.build;
Sequential.prototype.build = function (this: InstanceType<typeof Sequential>, inputShape): void {
  const flags = layersOf(this).map((layer): [AnyLayer, boolean] => [layer, layer.trainable]);
  build.call(this, inputShape);
  for (const [layer, trainable] of flags) layer.trainable = trainable;
};

function layersOf(model: LayersModel): AnyLayer[] {
  return model.layers.flatMap((layer) => [
    layer,
    ...('layers' in layer ? layersOf(layer as LayersModel) : []),
  ]);
}

// A layer that is used twice has its weights' penalty counted once, as in Keras.
containers.calculateLosses = function (this: LayersModel) {
  return tf.tidy(() => this.layers.flatMap((layer) => layer.calculateLosses()));
};
