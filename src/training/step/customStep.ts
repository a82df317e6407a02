/** A training step by hand: forward, loss, gradients and update as a lesson spells them out. */
import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type StepBatch, samplesOf } from '../batches/stepBatch.js';
import type { Logs } from '../callback.js';
import type { Compiled } from '../compile/compiled.js';
import { withTrainability } from '../graph/trainability.js';
import { learn } from './learn.js';
import { lossAndGradients } from './lossAndGradients.js';

/** Gradients by the names of the weights' variables. */
export type Gradients = Record<string, Tensor>;

/** What a training step by hand works with. Its tensors are disposed when the step ends. */
export interface TrainStepArgs {
  /** The features, [batch, …]; a list for a model with several inputs. */
  readonly x: Tensor | Tensor[];
  /** The targets, [batch, …]; a list for a model with several outputs. */
  readonly y: Tensor | Tensor[];
  /** A weight for every sample, if there are any. */
  readonly sampleWeight: Tensor | Tensor[] | undefined;
  /**
   * The model's forward pass, the loss (the compiled one if none is given) and its gradients.
   * @param loss from the model's output(s) to what is made small
   */
  gradients(loss?: (output: Tensor | Tensor[]) => Scalar): {
    loss: Scalar;
    output: Tensor | Tensor[];
    gradients: Gradients;
  };
  /** Lets the compiled optimizer move the weights along the gradients. */
  apply(gradients: Gradients): void;
}

/** A step by hand: makes the update, and returns what is to be logged. It runs operation by operation; with
 *  `fit(…, { compile: true })` as a graph, like a function that `compile` was given, or it is an error. */
export type TrainStep = (step: TrainStepArgs) => Readonly<Record<string, Scalar | number>> | undefined;

/** Runs one on a batch. */
export function runTrainStep(
  step: TrainStep,
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
): Logs {
  const logs: Logs = {};
  duringTrainStep(step, model, compiled, batch, (given) => {
    for (const [name, value] of Object.entries(given)) {
      logs[name] = typeof value === 'number' ? value : value.dataSync()[0]!;
    }
    return [];
  });
  return logs;
}

/** Runs one, and does something with what it logs while that is there: only the tensors of the result outlive it. */
export function duringTrainStep(
  step: TrainStep,
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
  use: (logs: NonNullable<ReturnType<TrainStep>>) => Tensor[],
): Tensor[] {
  // Everything inside is synchronous, so that the scope holds every tensor that the lesson forgets.
  const kept: Tensor[] = [];
  try {
    return withTrainability(compiled.settledTrainability, () =>
      tf.tidy(() => use(step(stepArgs(model, compiled, batch, kept)) ?? {})),
    );
  } finally {
    tf.dispose(kept);
  }
}

function stepArgs(model: LayersModel, compiled: Compiled, batch: StepBatch, kept: Tensor[]): TrainStepArgs {
  return {
    x: oneOrList(batch.x),
    y: oneOrList(batch.y),
    sampleWeight: batch.sampleWeight === undefined ? undefined : oneOrList(batch.sampleWeight),
    gradients(loss) {
      const own =
        loss === undefined
          ? undefined
          : (results: { output: Tensor }[]) => ({
              total: loss(oneOrList(results.map(({ output }) => output))),
              each: [],
            });
      const result = lossAndGradients(model, compiled, batch, own);
      kept.push(...result.outputs, ...result.losses.each);
      return {
        loss: result.losses.total,
        output: oneOrList(result.outputs),
        gradients: result.gradients,
      };
    },
    apply: (gradients) => learn(model, compiled, gradients),
  };
}

function oneOrList(tensors: readonly Tensor[]): Tensor | Tensor[] {
  return tensors.length === 1 ? tensors[0]! : [...tensors];
}

/** The means of what steps by hand log, each batch weighted by its size. */
export class LoggedMeans {
  private readonly sums = new Map<string, number>();
  private samples = 0;

  add(logs: Logs, batch: StepBatch): void {
    const samples = samplesOf(batch);
    this.samples += samples;
    for (const [name, value] of Object.entries(logs)) {
      this.sums.set(name, (this.sums.get(name) ?? 0) + value * samples);
    }
  }

  logs(): Logs {
    const sorted = [...this.sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, sum]) => [name, sum / this.samples]));
  }
}
