import { type Displayable, jupyterDisplay, type MimeBundle } from '../../display/displayHost.js';
import type { Pass } from '../../engine/operationLabel.js';
import { explanationHtml } from './explanationHtml.js';
import { explanationText } from './explanationText.js';
import type { FateKind } from './fates.js';

/** One operation of TensorFlow's in a step. */
export interface ExplainedOperation {
  /** Tells it apart from the others. */
  readonly name: string;
  /** TensorFlow's name of what it does, as in `Conv2DBackpropFilter`. */
  readonly operation: string;
  /** The layer that it belongs to, going forward, back or to new weights; undefined for what is nobody's. */
  readonly layer: string | undefined;
  /** The part of the step. */
  readonly pass: Pass;
  readonly outputShape: readonly number[];
  /** Milliseconds when it runs alone; undefined where it cannot. */
  readonly timeMs: number | undefined;
  /** The names of the operations that it reads. */
  readonly inputs: readonly string[];
  /** Of a recorded operation: whether it still runs, was replaced by another one, has become a part of one, or was dropped. */
  readonly fate?: FateKind;
  /** The running operation that it is now, or is a part of. */
  readonly into?: { readonly name: string; readonly operation: string };
}

/** All that an explanation knows. */
export type ExplanationParts = Pick<
  Explanation,
  'what' | 'subject' | 'samples' | 'recorded' | 'running' | 'graphMs' | 'refusal'
>;

/**
 * What a compiled step consists of: `explain` and the `explain` of a compiled function give one. A notebook shows it as
 * tables; `plots.graph` draws it.
 * @example
 * const explanation = explain(model, { batchSize: 8 });
 * console.log(`${explanation}`); // a table, 100 columns wide
 * explanation.recorded.length; // how many operations there were, and how many are left:
 * explanation.running?.length;
 */
export class Explanation implements Displayable {
  /** A model's training step or forward pass, or a function of a lesson's. */
  readonly what: 'training' | 'forward' | 'function';
  /** The name of the model or the function. */
  readonly subject: string;
  /** The samples of a model's batch. */
  readonly samples: number | undefined;
  /** The operations that TensorFlow was asked for, in their order. */
  readonly recorded: readonly ExplainedOperation[];
  /** The operations of the graph, in an order in which they can run; undefined if there is no graph. TensorFlow fuses
   *  some of them further when it loads the graph. */
  readonly running: readonly ExplainedOperation[] | undefined;
  /** Milliseconds that the whole graph takes, a median; undefined if there is none. */
  readonly graphMs: number | undefined;
  /** Why it runs operation by operation; undefined if it runs as a graph. */
  readonly refusal: string | undefined;

  /** From what `explain` has found out. */
  constructor(parts: ExplanationParts) {
    this.what = parts.what;
    this.subject = parts.subject;
    this.samples = parts.samples;
    this.recorded = parts.recorded;
    this.running = parts.running;
    this.graphMs = parts.graphMs;
    this.refusal = parts.refusal;
  }

  /** All operations as a table of 100 columns. */
  toString(): string {
    return explanationText(this);
  }

  /** The same as a page for notebooks. */
  [jupyterDisplay](): MimeBundle {
    return { 'text/html': explanationHtml(this), 'text/plain': this.toString() };
  }
}
