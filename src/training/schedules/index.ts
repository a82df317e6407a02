/** Learning rates that change with the step. Mirrors keras.optimizers.schedules, and adds the one-cycle policy. */
export { type CosineDecayArgs, cosineDecay } from './cosineDecay.js';
export { type CosineDecayRestartsArgs, cosineDecayRestarts } from './cosineDecayRestarts.js';
export { type ExponentialDecayArgs, exponentialDecay } from './exponentialDecay.js';
export { type InverseTimeDecayArgs, inverseTimeDecay } from './inverseTimeDecay.js';
export { type OneCycleArgs, oneCycle } from './oneCycle.js';
export { type PiecewiseConstantDecayArgs, piecewiseConstantDecay } from './piecewiseConstantDecay.js';
export { type PolynomialDecayArgs, polynomialDecay } from './polynomialDecay.js';
export type { LearningRateSchedule, ScheduleConfig } from './schedule.js';
