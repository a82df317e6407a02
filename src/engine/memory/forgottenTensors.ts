/** Tensors that nothing can reach any more are freed by themselves, beside `tidy` and `dispose`. tfjs leaves them in
 *  TensorFlow's memory for ever.
 *
 *  A tensor inside `tidy` belongs to its scope. Every other one is entered in a table with a weak reference, under which
 *  its data is found when the reference is empty; what the data is shared with (a reshape, a clone, a variable) keeps
 *  its own count in the backend. The table is swept after a garbage collection, and a collection is made where tensors
 *  have piled up: also within a loop that never lets the event loop turn. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../native/load.js';
import { collectGarbage } from './collectGarbage.js';
import { Pressure } from './pressure.js';
import { refOf, WeakVariables } from './weakVariables.js';

/** What tfjs's engine needs to free a tensor's data. */
interface TensorData {
  dataId: object;
  size: number;
  dtype: string;
}

interface Entry extends TensorData {
  ref: WeakRef<Tensor>;
  /** A variable's name. */
  variable?: string;
}

/** The part of tfjs's engine that is used here; its types leave it private. */
interface TfjsEngine {
  state: {
    numBytes: number;
    numTensors: number;
    /** Undefined before the first scope, null after the last. */
    activeScope?: object | null;
    registeredVariables: Record<string, Variable>;
    /** How many gradients are being taken within each other. */
    gradientDepth: number;
    /** What the last gradient recorded; null once it is done. */
    activeTape?: { saved: Tensor[] }[] | null;
  };
  /** Counts a new tensor, or a variable's new value. */
  trackTensor(tensor: Tensor, backend: object): void;
  /** Gives a tensor to the innermost scope, if there is one. */
  track(tensor: Tensor): Tensor;
  keep(tensor: Tensor): Tensor;
  endScope(result?: unknown): void;
  startTape(): void;
  /** Keeps clones for the backward pass, which disposes them. */
  saveTensorsForBackwardMode(tensors: Tensor[]): Tensor[];
  disposeTensor(tensor: TensorData): void;
}

/** So many entries more than the last sweep left are looked through as soon as the event loop turns. */
const sweepSoonAfter = 1024;

/** Sweeps planned between jobs take no more than this share of the time. */
const mostTimeShare = 0.1;

/**
 * Makes an engine free forgotten tensors; once for every copy of tfjs.
 * @returns a function that frees at once what is forgotten
 */
export function freeForgottenTensors(tf: TensorFlow): () => void {
  const tensors = new ForgottenTensors(tf);
  tensors.watch();
  return () => tensors.collect();
}

class ForgottenTensors {
  private readonly engine: TfjsEngine;
  private readonly entries = new Map<number, Entry>();
  private readonly variables = new WeakVariables();
  private readonly pressure = new Pressure();
  private entriesAfterSweep = 0;
  private isSweepPlanned = false;
  private isSavingForTape = false;
  private notBeforeMs = 0;
  private readonly collections = new FinalizationRegistry(() => {
    this.sweep();
    this.noticeNextCollection();
  });

  constructor(private readonly tf: TensorFlow) {
    this.engine = tf.engine() as unknown as TfjsEngine;
  }

  watch(): void {
    const { engine } = this;
    Object.assign(this.variables.table, engine.state.registeredVariables);
    engine.state.registeredVariables = this.variables.table;
    const { trackTensor, track, keep, endScope, disposeTensor, startTape, saveTensorsForBackwardMode } =
      engine;
    engine.trackTensor = (tensor, backend) => {
      trackTensor.call(engine, tensor, backend);
      if (tensor instanceof this.tf.Variable) this.enter(tensor);
      if (this.pressure.isTooHigh(engine.state.numBytes, engine.state.numTensors)) this.collect();
    };
    engine.track = (tensor) => {
      if (!engine.state.activeScope) this.enter(tensor);
      return track.call(engine, tensor);
    };
    engine.keep = (tensor) => {
      if (!this.isSavingForTape) this.enter(tensor);
      return keep.call(engine, tensor);
    };
    engine.endScope = (result) => {
      endScope.call(engine, result);
      if (!engine.state.activeScope) this.pressure.ease(engine.state.numBytes, engine.state.numTensors);
    };
    engine.saveTensorsForBackwardMode = (tensors) => {
      this.isSavingForTape = true;
      try {
        return saveTensorsForBackwardMode.call(engine, tensors);
      } finally {
        this.isSavingForTape = false;
      }
    };
    engine.startTape = () => {
      if (engine.state.gradientDepth === 0) this.disposeTape();
      startTape.call(engine);
    };
    engine.disposeTensor = (tensor) => {
      disposeTensor.call(engine, tensor);
      this.entries.delete((tensor as Tensor).id);
    };
    this.noticeNextCollection();
  }

  /** A gradient that threw has left its tape behind. */
  private disposeTape(): void {
    for (const { saved } of this.engine.state.activeTape ?? []) this.tf.dispose(saved);
  }

  private enter(tensor: Tensor): void {
    if (this.entries.has(tensor.id)) return;
    const { dataId, size, dtype } = tensor;
    const variable = tensor instanceof this.tf.Variable ? tensor.name : undefined;
    const ref = variable === undefined ? new WeakRef(tensor) : refOf(tensor as Variable);
    this.entries.set(tensor.id, { ref, dataId, size, dtype, variable });
    if (this.isSweepPlanned || this.entries.size < this.entriesAfterSweep + sweepSoonAfter) return;
    this.isSweepPlanned = true;
    setTimeout(() => this.collect(), this.notBeforeMs - performance.now()).unref();
  }

  collect(): void {
    const startMs = performance.now();
    collectGarbage();
    this.sweep();
    const endMs = performance.now();
    this.notBeforeMs = endMs + (endMs - startMs) / mostTimeShare;
    this.isSweepPlanned = false;
    this.pressure.renew(this.engine.state.numBytes, this.engine.state.numTensors);
  }

  /** Frees the data of every tensor that is gone. */
  private sweep(): void {
    for (const [id, entry] of this.entries) {
      if (entry.ref.deref() !== undefined) continue;
      this.entries.delete(id);
      this.engine.disposeTensor(entry);
      if (entry.variable !== undefined) this.variables.forget(entry.variable);
    }
    this.entriesAfterSweep = this.entries.size;
  }

  /** V8's own collections free tensors too: each takes an object with it that nothing else holds. */
  private noticeNextCollection(): void {
    this.collections.register({}, undefined);
  }
}
