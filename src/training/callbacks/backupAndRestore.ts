/** Goes on with a training that was killed. Mirrors keras.callbacks.BackupAndRestore. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Callback, TrainingParameters } from '../callback.js';
import type { FitState } from '../fitState.js';
import { type Backup, readBackup, writeBackup } from './backup/backupFile.js';
import { type BackupHeader, captureTraining, restoreFit, restoreModel } from './backup/trainingState.js';

/** Arguments of `callbacks.backupAndRestore`. */
export interface BackupAndRestoreArgs {
  /** The folder for the backup, made if it is not there: one a training. */
  backupDir: string;
  /** Whether the backup is deleted when the training has ended. Default true. */
  deleteCheckpoint?: boolean;
}

/**
 * Saves weights, optimizer, random numbers, history and what the other callbacks remember after every epoch. When the same program runs again after a crash,
 * it goes on with the epoch that was not finished, and ends with the weights and history that an undisturbed run has.
 * @throws {ArgumentError} if the backup is of another model
 * @throws {DataError} if it is no whole backup
 * @example callbacks.backupAndRestore({ backupDir: 'backup' })
 */
export function backupAndRestore(args: BackupAndRestoreArgs): BackupAndRestore {
  return new BackupAndRestore(args);
}

/** The callback that `callbacks.backupAndRestore` makes. */
export class BackupAndRestore implements Callback {
  private readonly file: string;
  private model!: LayersModel;
  private state!: FitState;
  private epochs = 0;
  /** A backup whose model learns its shapes only with the first batch. */
  private waiting: Backup<BackupHeader> | undefined;

  constructor(private readonly args: BackupAndRestoreArgs) {
    this.file = path.join(path.resolve(args.backupDir), 'training.backup');
  }

  setParams(parameters: TrainingParameters): void {
    this.epochs = parameters.epochs;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }

  setFitState(state: FitState): void {
    this.state = state;
  }

  onTrainBegin(): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    if (!existsSync(this.file)) return;
    const backup = readBackup<BackupHeader>(this.file);
    if (this.model.weights.length === 0) this.waiting = backup;
    else restoreModel(this.model, backup, this.file);
    restoreFit(backup, this.state);
    if (backup.header.stopTraining) this.model.stopTraining = true;
  }

  onBatchBegin(): void {
    if (this.waiting === undefined) return;
    restoreModel(this.model, this.waiting, this.file);
    this.waiting = undefined;
  }

  onEpochRecorded(): void {
    writeBackup(this.file, captureTraining(this.model, this.state));
  }

  onTrainEnd(): void {
    const hasEnded = this.state.nextEpoch >= this.epochs || this.model.stopTraining;
    if (hasEnded && (this.args.deleteCheckpoint ?? true)) rmSync(this.file, { force: true });
  }
}
