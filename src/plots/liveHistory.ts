/** Training curves that grow while a network trains: one output of the cell, replaced in place. They are a picture until
 *  training ends, for Plotly's extension of JupyterLab draws a figure once and leaves its updates undrawn. */
import { randomUUID } from 'node:crypto';
import { displayHost, displayMetadata, jupyterDisplay, type MimeBundle } from '../display/displayHost.js';
import { formatNumber } from '../display/locale.js';
import { isDrawingReady } from './drawing/draw.js';
import type { Figure } from './figure.js';
import { growingHistory, history } from './history.js';
import { metricTitle, word } from './words.js';

type Logs = Readonly<Record<string, number>>;

/** The part of a training callback that the live curves use; every method may be called without a notebook. */
export interface LiveHistoryCallback {
  setParams(params: { epochs?: number; steps?: number }): void;
  setModel(model: unknown): void;
  onTrainBegin(logs?: Logs): Promise<void>;
  onEpochBegin(epoch: number, logs?: Logs): Promise<void>;
  onBatchEnd(batch: number, logs?: Logs): Promise<void>;
  onEpochEnd(epoch: number, logs?: Logs): Promise<void>;
  onTrainEnd(logs?: Logs): Promise<void>;
}

/** What is said of training is sent again at most this often during an epoch. */
const shortestPauseMs = 500;
/** What tfjs's own `fit` adds to a batch's logs. */
const notMetrics = new Set(['batch', 'size']);
/** Drawing the growing curve may take this share of the time; where epochs are short, some are left out until the end. The
 *  first curve and the last figure come on top. */
const drawingShare = 0.01;

/**
 * A callback for `fit` that shows loss and metrics as they come. The picture is drawn in a worker, when an epoch ends and
 * within long ones, so that training does not wait for it; when training ends, the figure is interactive. Outside a
 * notebook it does nothing.
 * @example await model.fit(train, { epochs: 2, callbacks: [plots.liveHistory()], verbose: 0 });
 */
export function liveHistory(): LiveHistoryCallback {
  return new LiveHistory();
}

class LiveHistory implements LiveHistoryCallback {
  private epochs = 1;
  private steps = 0;
  private displayId = '';
  /** The epoch that runs, counted from 0. */
  private current = 0;
  private epoch: number[] = [];
  private history: Record<string, number[]> = {};
  private picture: MimeBundle = {};
  private metadata: Record<string, unknown> = {};
  private said = '';
  private isShown = false;
  private drawing: Promise<void> | undefined;
  private nextDrawingMs = 0;
  private nextUpdateMs = 0;

  setParams(params: { epochs?: number; steps?: number }): void {
    this.epochs = params.epochs ?? this.epochs;
    this.steps = params.steps ?? this.steps;
  }

  setModel(_model: unknown): void {}

  async onTrainBegin(_logs?: Logs): Promise<void> {
    if (displayHost() === undefined) return;
    this.displayId = randomUUID();
    this.isShown = false;
    this.epoch = [];
    this.history = {};
    this.picture = {};
    this.nextDrawingMs = 0;
    this.say(this.status());
    // Empty axes are drawn while the first epoch runs, to start the worker: it is ready when the epoch ends.
    if (!isDrawingReady()) this.startDrawing(() => this.figure());
  }

  async onEpochBegin(epoch: number, _logs?: Logs): Promise<void> {
    this.current = epoch;
  }

  async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    if (this.displayId === '' || performance.now() < this.nextUpdateMs) return;
    this.nextUpdateMs = performance.now() + shortestPauseMs;
    const fraction = this.steps > 0 ? Math.min(1, (batch + 1) / this.steps) : 0.5;
    this.say(this.status(batch + 1));
    this.startDrawing(() => this.figure({ epoch: this.current - 1 + fraction, logs }));
  }

  async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    if (this.displayId === '') return;
    const done = this.epoch.push(epoch);
    for (const [metric, value] of Object.entries(logs)) {
      const series = this.history[metric] ?? [];
      this.history[metric] = series;
      // A metric that was not measured in earlier epochs has a gap there.
      while (series.length < done - 1) series.push(Number.NaN);
      series.push(value);
    }
    this.say(this.status());
    this.startDrawing(() => this.figure());
  }

  async onTrainEnd(_logs?: Logs): Promise<void> {
    if (this.displayId === '') return;
    await this.drawing;
    const whole =
      this.epoch.length > 0 ? history({ epoch: this.epoch, history: this.history }) : this.figure();
    this.metadata = whole[displayMetadata];
    this.send(await whole[jupyterDisplay]());
    this.displayId = '';
  }

  /** Has a figure drawn while training goes on, one at a time; its picture joins whatever is said by then. */
  private startDrawing(figure: () => Figure): void {
    if (this.drawing !== undefined || performance.now() < this.nextDrawingMs) return;
    this.drawing = this.draw(figure()).finally(() => {
      this.drawing = undefined;
    });
  }

  private async draw(figure: Figure): Promise<void> {
    const hasCurves = figure.data.length > 0;
    const startedMs = performance.now();
    const bundle = await figure[jupyterDisplay]();
    const tookMs = performance.now() - startedMs;
    // Drawing empty axes starts the worker, which is no measure of the next.
    if (hasCurves) this.nextDrawingMs = performance.now() + tookMs / drawingShare;
    if ('image/png' in bundle) this.picture = { 'image/png': bundle['image/png'] };
    else this.said = String(bundle['text/plain']);
    this.metadata = figure[displayMetadata];
    this.say(this.said);
  }

  private say(text: string): void {
    this.said = text;
    this.send({ ...this.picture, 'text/plain': text });
  }

  private send(bundle: MimeBundle): void {
    const { displayId, isShown: update, metadata } = this;
    displayHost()?.display(bundle, { displayId, update, metadata });
    this.isShown = true;
  }

  /** The epochs that are done and, if given, where training stands inside the next one. */
  private figure(now?: { epoch: number; logs: Logs }): Figure {
    const values = { ...this.history };
    for (const metric of Object.keys(now?.logs ?? {})) {
      const value = now?.logs[metric];
      if (this.epoch.length > 0 && !(metric in values)) continue;
      if (value !== undefined && !notMetrics.has(metric)) values[metric] = [...(values[metric] ?? []), value];
    }
    return growingHistory(
      { epoch: now ? [...this.epoch, now.epoch] : this.epoch, history: values },
      this.epochs,
    );
  }

  private status(step?: number): string {
    const at = Math.min(this.epochs, this.epoch.length + (step === undefined ? 0 : 1));
    const steps = step === undefined || this.steps === 0 ? '' : `, ${step}/${this.steps}`;
    const values = Object.entries(this.history).map(
      ([metric, series]) =>
        `${metric.startsWith('val_') ? `${word('validation')}: ` : ''}${metricTitle(metric.replace(/^val_/, '')).toLowerCase()} ${formatNumber(series.at(-1) ?? Number.NaN, 4)}`,
    );
    return [
      `${word('training')}: ${word('epoch').toLowerCase()} ${at} ${word('of')} ${this.epochs}${steps}`,
      ...values,
    ].join(' · ');
  }
}
