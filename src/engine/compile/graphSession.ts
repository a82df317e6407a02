/** A graph loaded into TensorFlow. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../nativeBackend.js';
import { type GraphNode, nodeNameOf, outputIndexOf } from './graph.js';
import { savedModel, tag } from './savedModel.js';

/** Sessions whose owners are gone are closed with them. */
const forgotten = new FinalizationRegistry<{ backend: NativeBackend; id: number }>(({ backend, id }) =>
  backend.binding.deleteSavedModel(id),
);

export class GraphSession {
  #id: number | undefined;
  private readonly feedNames: string;
  private readonly fetchNames: string;

  /** TensorFlow reads graphs from files only; this one is gone when the session is made. */
  constructor(
    private readonly backend: NativeBackend,
    nodes: readonly GraphNode[],
    feeds: readonly string[],
    fetches: readonly string[],
  ) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cuaderno-graph-'));
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), savedModel(nodes, backend.binding.TF_Version));
      this.#id = backend.binding.loadSavedModel(folder, tag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.feedNames = feeds.map(fullName).join();
    this.fetchNames = fetches.map(fullName).join();
    forgotten.register(this, { backend, id: this.#id }, this);
  }

  /**
   * Computes the fetched tensors, which the caller disposes.
   * @param feeds one tensor for each fed placeholder
   */
  run(feeds: readonly Tensor[]): Tensor[] {
    if (this.#id === undefined) throw new Error('This graph was disposed.');
    const ids = this.backend.getInputTensorIds([...feeds]);
    return this.backend.binding
      .runSavedModel(this.#id, ids, this.feedNames, this.fetchNames)
      .map((metadata) => this.backend.createOutputTensor(metadata));
  }

  dispose(): void {
    if (this.#id === undefined) return;
    forgotten.unregister(this);
    this.backend.binding.deleteSavedModel(this.#id);
    this.#id = undefined;
  }
}

/** The addon wants every output with its number. */
function fullName(reference: string): string {
  return `${nodeNameOf(reference)}:${outputIndexOf(reference)}`;
}
