/** How weights follow their gradients. Mirrors keras.optimizers, with Keras's defaults. */

export type { Adadelta } from './adadelta.js';
export { type AdadeltaArgs, adadelta } from './adadelta.js';
export type { Adagrad } from './adagrad.js';
export { type AdagradArgs, adagrad } from './adagrad.js';
export type { Adam } from './adam.js';
export { type AdamArgs, adam } from './adam.js';
export type { Adamax } from './adamax.js';
export { type AdamaxArgs, adamax } from './adamax.js';
export type { AdamW } from './adamW.js';
export { adamW } from './adamW.js';
export type { Ftrl } from './ftrl.js';
export { type FtrlArgs, ftrl } from './ftrl.js';
export type { Lion } from './lion.js';
export { type LionArgs, lion } from './lion.js';
export type { Muon } from './muon.js';
export { type MuonArgs, muon } from './muon.js';
export type { Nadam } from './nadam.js';
export { type NadamArgs, nadam } from './nadam.js';
export { Optimizer } from './optimizer.js';
export type { OptimizerArgs } from './optimizerArgs.js';
export { optimizerFrom as get, optimizerFrom } from './optimizerFrom.js';
export type { RMSprop } from './rmsprop.js';
export { type RMSpropArgs, rmsprop } from './rmsprop.js';
export type { SGD } from './sgd.js';
export { type SGDArgs, sgd } from './sgd.js';
export type { WeightDecayExclusionsArgs } from './weightDecayExclusions.js';
