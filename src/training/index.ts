/** Models and how they are trained. */
export type { Callback, Logs, TrainingParameters, Verbosity } from './callback.js';
export type { CompileArgs } from './compiled.js';
export type { FitArgs } from './fit.js';
export { History } from './history.js';
export type { Loss } from './losses/index.js';
export * as losses from './losses/index.js';
export * as metrics from './metrics/index.js';
export * as models from './models.js';
export * as optimizers from './optimizers/index.js';
export type { LearningRateSchedule } from './schedules/index.js';
export * as schedules from './schedules/index.js';
export type { TrainingData } from './trainable.js';
