/** A graph loaded into TensorFlow. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend, TensorMetadata } from '../nativeBackend.js';
import { type GraphNode, nodeNameOf, outputIndexOf } from './graph.js';
import { savedModel, tag } from './savedModel.js';

/** Sessions whose owners are gone are closed with them. */
const forgotten = new FinalizationRegistry<{ backend: NativeBackend; id: number }>(({ backend, id }) =>
  backend.binding.deleteSavedModel(id),
);

export class GraphSession {
  #id: number | undefined;

  /** TensorFlow reads graphs from files only; this one is gone when the session is made. */
  constructor(
    private readonly backend: NativeBackend,
    nodes: readonly GraphNode[],
  ) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cuaderno-graph-'));
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), savedModel(nodes, backend.binding.TF_Version));
      this.#id = backend.binding.loadSavedModel(folder, tag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    forgotten.register(this, { backend, id: this.#id }, this);
  }

  /**
   * Computes a plan's fetched tensors, which the caller disposes.
   * @param feeds one tensor for each placeholder that the plan feeds
   */
  run({ feedNames, fetchNames }: Plan, feeds: readonly Tensor[]): Tensor[] {
    return this.runToMetadata({ feedNames, fetchNames }, this.backend.getInputTensorIds([...feeds])).map(
      (metadata) => this.backend.createOutputTensor(metadata),
    );
  }

  /** The same with the addon's numbers for tensors. */
  runToMetadata({ feedNames, fetchNames }: Plan, ids: number[]): TensorMetadata[] {
    if (this.#id === undefined) throw new Error('This graph was disposed.');
    return this.backend.binding.runSavedModel(this.#id, ids, feedNames, fetchNames);
  }

  dispose(): void {
    if (this.#id === undefined) return;
    forgotten.unregister(this);
    this.backend.binding.deleteSavedModel(this.#id);
    this.#id = undefined;
  }
}

/** What is fed and fetched in a call. */
export interface Plan {
  readonly feedNames: string;
  readonly fetchNames: string;
}

export function plan(feeds: readonly string[], fetches: readonly string[]): Plan {
  return { feedNames: feeds.map(fullName).join(), fetchNames: fetches.map(fullName).join() };
}

/** The addon wants every output with its number. */
function fullName(reference: string): string {
  return `${nodeNameOf(reference)}:${outputIndexOf(reference)}`;
}
