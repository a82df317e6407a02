/** Published networks and what goes with them. */
export type { ApplicationArgs } from './applicationArgs.js';
export { type PreprocessMode, preprocessInput } from './preprocessInput.js';
export { resNet18 } from './resNet18.js';
export { resNet34 } from './resNet34.js';
export { resNet50 } from './resNet50.js';
export { resNet101 } from './resNet101.js';
export { resNet152 } from './resNet152.js';
export { resNeXt50 } from './resNeXt50.js';
export { seResNet50 } from './seResNet50.js';
export { vgg16 } from './vgg16.js';
export { vgg19 } from './vgg19.js';
