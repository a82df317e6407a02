/** How weights follow their gradients. Mirrors keras.optimizers, with Keras's defaults. */
export { type AdadeltaArgs, adadelta } from './adadelta.js';
export { type AdagradArgs, adagrad } from './adagrad.js';
export { type AdamArgs, adam } from './adam.js';
export { type AdamaxArgs, adamax } from './adamax.js';
export { adamW } from './adamW.js';
export { type FtrlArgs, ftrl } from './ftrl.js';
export { type LionArgs, lion } from './lion.js';
export { type MuonArgs, muon } from './muon.js';
export { type NadamArgs, nadam } from './nadam.js';
export { Optimizer } from './optimizer.js';
export type { OptimizerArgs } from './optimizerArgs.js';
export { optimizerFrom as get, optimizerFrom } from './optimizerFrom.js';
export { type RMSpropArgs, rmsprop } from './rmsprop.js';
export { type SGDArgs, sgd } from './sgd.js';
