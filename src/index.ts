/** cuaderno: deep learning for courses on computer vision. The public surface, and nothing else. */
export { type EngineDescription, engine, setSeed, type Tensor, tf } from './engine/index.js';
export { ArgumentError, DataError, EngineError } from './errors.js';
export * as layers from './layers/index.js';
export { clearSession } from './layers/naming.js';
export { type Callback, History, type Logs, losses, metrics, models, optimizers } from './training/index.js';
