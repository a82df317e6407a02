/** Published networks and what goes with them. */
export { type AlexNetArgs, alexNet } from './alexNet.js';
export type { ApplicationArgs } from './applicationArgs.js';
export {
  type DecodedPrediction,
  type DecodePredictionsArgs,
  decodePredictions,
} from './decodePredictions.js';
export { efficientNetLite0 } from './efficientNetLite0.js';
export { type EnsembleArgs, ensemble } from './ensemble.js';
export { type GoogLeNetArgs, googLeNet } from './googLeNet.js';
export { type LeNet5Args, lenet5 } from './lenet5.js';
export { type MobileNetV2Args, mobileNetV2 } from './mobileNetV2.js';
export { type PreprocessMode, preprocessInput } from './preprocessInput.js';
export type { NewWeights, TrainedWeights } from './pretrained/trainedApplication.js';
export { resNet18 } from './resNet18.js';
export { resNet20 } from './resNet20.js';
export { resNet34 } from './resNet34.js';
export { resNet50 } from './resNet50.js';
export { resNet56 } from './resNet56.js';
export { resNet101 } from './resNet101.js';
export { resNet152 } from './resNet152.js';
export { resNeXt50 } from './resNeXt50.js';
export { seResNet50 } from './seResNet50.js';
export { tutorialCNN } from './tutorialCNN.js';
export { vgg16 } from './vgg16.js';
export { vgg19 } from './vgg19.js';
