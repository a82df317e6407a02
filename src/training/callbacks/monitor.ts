/** What callbacks that watch a metric share. Mirrors keras.src.callbacks.MonitorCallback. */
import type { LayersModel } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { compiledIfAny } from '../compile/compiled.js';
import { type Direction, directionOf } from '../metricDirection.js';

/** `min`: smaller is better. `max`: larger is. `auto`: as the metric says. */
export type MonitorMode = 'auto' | 'min' | 'max';

export interface MonitorArgs {
  /** The name in the logs that is watched. Default `val_loss`. */
  monitor?: string;
  /** Default `auto`. */
  mode?: MonitorMode;
}

/** Says whether a value is better than another. */
export class Monitor {
  readonly name: string;
  private readonly mode: MonitorMode;
  private readonly minDelta: number;
  private direction: Direction | undefined;

  /** @throws {ArgumentError} for a mode that is none */
  constructor(
    private readonly callback: string,
    args: MonitorArgs,
    minDelta = 0,
  ) {
    this.name = args.monitor ?? 'val_loss';
    this.mode = args.mode ?? 'auto';
    this.minDelta = Math.abs(minDelta);
    if (['auto', 'min', 'max'].includes(this.mode)) return;
    throw new ArgumentError(`${callback}: mode must be 'auto', 'min' or 'max'; received '${this.mode}'.`);
  }

  /**
   * Settles which way is better.
   * @throws {ArgumentError} where neither the mode nor the model's metrics say so
   */
  settle(model: LayersModel): void {
    if (this.direction !== undefined) return;
    if (this.mode !== 'auto') {
      this.direction = this.mode;
      return;
    }
    this.direction = directionOf(this.name.replace(/^val_/, ''), compiledIfAny(model));
    if (this.direction !== undefined) return;
    throw new ArgumentError(
      `${this.callback}: monitor “${this.name}” is no metric of the model, so that smaller or larger may be better. Say which with mode: 'min' or mode: 'max'.`,
    );
  }

  /**
   * Whether a value is better than what there was, by more than minDelta. Both count as 32-bit floats, as in Keras:
   * differences that float32 cannot show are none.
   */
  isBetter(value: number, reference: number | undefined): boolean {
    if (reference === undefined) return true;
    const old = Math.fround(reference);
    return this.direction === 'max'
      ? Math.fround(value - this.minDelta) > old
      : Math.fround(value + this.minDelta) < old;
  }
}
