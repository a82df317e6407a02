/** Callbacks, under Keras's names in camelCase. */
export { type BackupAndRestore, type BackupAndRestoreArgs, backupAndRestore } from './backupAndRestore.js';
export { type CSVLogger, type CSVLoggerArgs, csvLogger } from './csvLogger.js';
export { type EarlyStopping, type EarlyStoppingArgs, earlyStopping } from './earlyStopping.js';
export { lambdaCallback } from './lambdaCallback.js';
export {
  type EpochSchedule,
  type LearningRateScheduler,
  learningRateScheduler,
} from './learningRateScheduler.js';
export {
  type ModelCheckpoint,
  type ModelCheckpointArgs,
  modelCheckpoint,
  type SaveModel,
} from './modelCheckpoint.js';
export { type ProgbarLogger, progbarLogger } from './progbarLogger.js';
export {
  type ReduceLROnPlateau,
  type ReduceLROnPlateauArgs,
  reduceLROnPlateau,
} from './reduceLROnPlateau.js';
export { type SwapEMAWeights, type SwapEMAWeightsArgs, swapEMAWeights } from './swapEMAWeights.js';
export { type TensorBoard, type TensorBoardArgs, tensorBoard } from './tensorBoard.js';
export { type TerminateOnNaN, terminateOnNaN } from './terminateOnNaN.js';
