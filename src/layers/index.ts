/** Layers, under Keras's names in camelCase. */
import './containers.js';

export { type ActivationArgs, activation } from './activation/activation.js';
export { type Activation, activationNames } from './activation/functions.js';
export { type PReLUArgs, prelu } from './activation/prelu.js';
export {
  type ELUArgs,
  elu,
  type LeakyReLUArgs,
  leakyReLU,
  type ReLUArgs,
  reLU,
} from './activation/reLU.js';
export { type SoftmaxArgs, softmax } from './activation/softmax.js';
export { type AugMixArgs, augMix } from './augmentation/augMix.js';
export type {
  AugmentationArgs,
  ColorArgs,
  Factor,
  FillMode,
  GeometricArgs,
  GeometricInterpolation,
} from './augmentation/augmentationArguments.js';
export type { Augmentation, LabelledImages, Transformation } from './augmentation/augmentationLayer.js';
export { type AutoContrastArgs, autoContrast } from './augmentation/autoContrast.js';
export { type CutMixArgs, cutMix } from './augmentation/cutMix.js';
export { type EqualizationArgs, equalization } from './augmentation/equalization.js';
export { type MixUpArgs, mixUp } from './augmentation/mixUp.js';
export { type RandAugmentArgs, randAugment } from './augmentation/randAugment.js';
export { type RandomBrightnessArgs, randomBrightness } from './augmentation/randomBrightness.js';
export {
  type RandomColorDegenerationArgs,
  randomColorDegeneration,
} from './augmentation/randomColorDegeneration.js';
export { type RandomContrastArgs, randomContrast } from './augmentation/randomContrast.js';
export { type RandomCropArgs, randomCrop } from './augmentation/randomCrop.js';
export { type RandomErasingArgs, randomErasing } from './augmentation/randomErasing.js';
export { type RandomFlipArgs, randomFlip } from './augmentation/randomFlip.js';
export { type RandomGaussianBlurArgs, randomGaussianBlur } from './augmentation/randomGaussianBlur.js';
export { type RandomGrayscaleArgs, randomGrayscale } from './augmentation/randomGrayscale.js';
export { type RandomHueArgs, randomHue } from './augmentation/randomHue.js';
export { type RandomInvertArgs, randomInvert } from './augmentation/randomInvert.js';
export { type RandomPerspectiveArgs, randomPerspective } from './augmentation/randomPerspective.js';
export { type RandomPosterizationArgs, randomPosterization } from './augmentation/randomPosterization.js';
export { type RandomRotationArgs, randomRotation } from './augmentation/randomRotation.js';
export { type RandomSaturationArgs, randomSaturation } from './augmentation/randomSaturation.js';
export { type RandomSharpnessArgs, randomSharpness } from './augmentation/randomSharpness.js';
export { type RandomShearArgs, randomShear } from './augmentation/randomShear.js';
export { type RandomTranslationArgs, randomTranslation } from './augmentation/randomTranslation.js';
export { type RandomZoomArgs, randomZoom } from './augmentation/randomZoom.js';
export { type SolarizationArgs, solarization } from './augmentation/solarization.js';
export { type Conv1DArgs, conv1D } from './convolution/conv1D.js';
export { type Conv1DTransposeArgs, conv1DTranspose } from './convolution/conv1DTranspose.js';
export { type Conv2DArgs, conv2D } from './convolution/conv2D.js';
export { type Conv2DTransposeArgs, conv2DTranspose } from './convolution/conv2DTranspose.js';
export { type Conv3DArgs, conv3D } from './convolution/conv3D.js';
export type { Pair, Triple } from './convolution/convolutionArguments.js';
export { type DepthwiseConv1DArgs, depthwiseConv1D } from './convolution/depthwiseConv1D.js';
export { type DepthwiseConv2DArgs, depthwiseConv2D } from './convolution/depthwiseConv2D.js';
export { type SeparableConv1DArgs, separableConv1D } from './convolution/separableConv1D.js';
export { type SeparableConv2DArgs, separableConv2D } from './convolution/separableConv2D.js';
export { type DenseArgs, dense } from './core/dense.js';
export { type EmbeddingArgs, embedding } from './core/embedding.js';
export { identity } from './core/identity.js';
export { type InputArgs, input } from './core/input.js';
export { type LambdaArgs, type LambdaFunction, lambda, registerFunction } from './core/lambda.js';
export { type SqueezeExciteArgs, squeezeExcite } from './core/squeezeExcite.js';
export type { AnyLayer, Applicable, CallArgs, Layer, LayerArgs } from './layer.js';
export { type ConcatenateArgs, concatenate } from './merging/concatenate.js';
export { type DotArgs, dot } from './merging/dot.js';
export { add, average, maximum, minimum, multiply, subtract } from './merging/elementwiseMerge.js';
export { type BatchNormalizationArgs, batchNormalization } from './normalization/batchNormalization.js';
export {
  type GroupNormalizationArgs,
  groupNormalization,
  type InstanceNormalizationArgs,
  instanceNormalization,
} from './normalization/groupNormalization.js';
export { type LayerNormalizationArgs, layerNormalization } from './normalization/layerNormalization.js';
export {
  type LocalResponseNormalizationArgs,
  localResponseNormalization,
} from './normalization/localResponseNormalization.js';
export { type AdaptableLayer, type NormalizationArgs, normalization } from './normalization/normalization.js';
export { type RMSNormalizationArgs, rmsNormalization } from './normalization/rmsNormalization.js';
export { type UnitNormalizationArgs, unitNormalization } from './normalization/unitNormalization.js';
export {
  type AdaptiveAveragePooling1DArgs,
  type AdaptiveAveragePooling2DArgs,
  type AdaptiveAveragePooling3DArgs,
  adaptiveAveragePooling1D,
  adaptiveAveragePooling2D,
  adaptiveAveragePooling3D,
} from './pooling/adaptiveAveragePooling.js';
export {
  type AdaptiveMaxPooling1DArgs,
  type AdaptiveMaxPooling2DArgs,
  type AdaptiveMaxPooling3DArgs,
  adaptiveMaxPooling1D,
  adaptiveMaxPooling2D,
  adaptiveMaxPooling3D,
} from './pooling/adaptiveMaxPooling.js';
export {
  type AveragePooling1DArgs,
  type AveragePooling2DArgs,
  type AveragePooling3DArgs,
  averagePooling1D,
  averagePooling2D,
  averagePooling3D,
} from './pooling/averagePooling.js';
export {
  globalAveragePooling1D,
  globalAveragePooling2D,
  globalAveragePooling3D,
} from './pooling/globalAveragePooling.js';
export { globalMaxPooling1D, globalMaxPooling2D, globalMaxPooling3D } from './pooling/globalMaxPooling.js';
export { globalMinPooling1D, globalMinPooling2D, globalMinPooling3D } from './pooling/globalMinPooling.js';
export type { GlobalPoolingArgs } from './pooling/globalPoolingLayer.js';
export {
  type MaxPooling1DArgs,
  type MaxPooling2DArgs,
  type MaxPooling3DArgs,
  maxPooling1D,
  maxPooling2D,
  maxPooling3D,
} from './pooling/maxPooling.js';
export {
  type MinPooling1DArgs,
  type MinPooling2DArgs,
  type MinPooling3DArgs,
  minPooling1D,
  minPooling2D,
  minPooling3D,
} from './pooling/minPooling.js';
export { type CenterCropArgs, centerCrop } from './preprocessing/centerCrop.js';
export { type RescalingArgs, rescaling } from './preprocessing/rescaling.js';
export type { Interpolation } from './preprocessing/resizeImages.js';
export { type ResizingArgs, resizing } from './preprocessing/resizing.js';
export { type BidirectionalArgs, bidirectional } from './recurrent/bidirectional.js';
export { type GRUArgs, gru } from './recurrent/gru.js';
export { type LSTMArgs, lstm } from './recurrent/lstm.js';
export { type SimpleRNNArgs, simpleRNN } from './recurrent/simpleRNN.js';
export type { StateLayer } from './recurrent/stateLayer.js';
export { type TimeDistributedArgs, timeDistributed } from './recurrent/timeDistributed.js';
export {
  type ActivityRegularizationArgs,
  activityRegularization,
} from './regularization/activityRegularization.js';
export { type AlphaDropoutArgs, alphaDropout } from './regularization/alphaDropout.js';
export { type DropoutArgs, dropout } from './regularization/dropout.js';
export { type GaussianDropoutArgs, gaussianDropout } from './regularization/gaussianDropout.js';
export { type GaussianNoiseArgs, gaussianNoise } from './regularization/gaussianNoise.js';
export {
  type SpatialDropout1DArgs,
  type SpatialDropout2DArgs,
  type SpatialDropout3DArgs,
  spatialDropout1D,
  spatialDropout2D,
  spatialDropout3D,
} from './regularization/spatialDropout.js';
export {
  type Cropping1DArgs,
  type Cropping2DArgs,
  type Cropping3DArgs,
  cropping1D,
  cropping2D,
  cropping3D,
} from './reshaping/cropping.js';
export { type FlattenArgs, flatten } from './reshaping/flatten.js';
export { type PermuteArgs, permute } from './reshaping/permute.js';
export { type RepeatVectorArgs, repeatVector } from './reshaping/repeatVector.js';
export { type ReshapeArgs, reshape } from './reshaping/reshape.js';
export type { Ends } from './reshaping/sides.js';
export {
  type UpSampling1DArgs,
  type UpSampling2DArgs,
  type UpSampling3DArgs,
  upSampling1D,
  upSampling2D,
  upSampling3D,
} from './reshaping/upSampling.js';
export {
  type ZeroPadding1DArgs,
  type ZeroPadding2DArgs,
  type ZeroPadding3DArgs,
  zeroPadding1D,
  zeroPadding2D,
  zeroPadding3D,
} from './reshaping/zeroPadding.js';
export type { DataFormat } from './spatialLayer.js';
