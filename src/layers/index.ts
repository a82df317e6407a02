/** Layers, under Keras's names in camelCase. */
export { type Activation, activation, reLU, softmax } from './activation.js';
export { type BatchNormalizationArgs, batchNormalization } from './batchNormalization.js';
export { type Conv2DArgs, conv2D } from './conv2D.js';
export { type Conv2DTransposeArgs, conv2DTranspose } from './conv2DTranspose.js';
export { type DenseArgs, dense } from './dense.js';
export { type DepthwiseConv2DArgs, depthwiseConv2D } from './depthwiseConv2D.js';
export { type DropoutArgs, dropout } from './dropout.js';
export { flatten } from './flatten.js';
export { globalAveragePooling2D, globalMaxPooling2D } from './globalPooling2D.js';
export type { Layer, LayerArgs } from './layer.js';
export {
  type GroupNormalizationArgs,
  groupNormalization,
  instanceNormalization,
  type LayerNormalizationArgs,
  layerNormalization,
} from './layerNormalization.js';
export { add, concatenate, input, rescaling, reshape, zeroPadding2D } from './plain.js';
export { averagePooling2D, maxPooling2D, type Pooling2DArgs } from './pooling2D.js';
export { type SeparableConv2DArgs, separableConv2D } from './separableConv2D.js';
export { spatialDropout2D } from './spatialDropout2D.js';
export { type UpSampling2DArgs, upSampling2D } from './upSampling2D.js';
