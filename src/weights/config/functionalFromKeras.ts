/** A graph of layers from its form in a file of Keras 2 (`inbound_nodes: [[["conv", 0, 0, {}]]]`) or Keras 3
 *  (`inbound_nodes: [{ args: [tensor], kwargs: {} }]`). */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError, DataError } from '../../errors.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import { isJsonObject, type JsonObject, listAt, shown, textAt } from './json.js';
import type { LoadContext } from './layerFromKeras.js';
import { maskOperations } from './maskOperations.js';
import type { ModelFactory } from './modelFromKeras.js';
import { type CallEntry, callFromKeras, type Reference, referencesIn } from './nodeFromKeras.js';

interface Entry {
  layer: Layer;
  calls: CallEntry[];
  /** The outputs of the calls made so far. */
  made: SymbolicTensor[][];
}

/**
 * @param makeLayer makes a layer, or a model inside the model
 * @throws {DataError} for a graph that has loops or loose ends
 */
export function functionalFromKeras<Model extends LayersModel>(
  config: JsonObject,
  factory: ModelFactory<Model>,
  makeLayer: (entry: JsonObject) => Layer,
  { label }: LoadContext,
): Model {
  const entries = new Map<string, Entry>();
  let isKeras3 = false;
  const items = listAt(config, 'layers', label).map((item) => {
    if (isJsonObject(item)) return item;
    throw new DataError(`${label}: a layer is ${shown(item)}; an object was expected.`);
  });
  const masks = maskOperations(items, config.output_layers ?? []);
  for (const item of items) {
    const name = typeof item.name === 'string' ? item.name : String((item.config as JsonObject)?.name);
    if (masks.has(name)) continue;
    if (entries.has(name)) throw new DataError(`${label}: two layers are called “${name}”.`);
    const calls = listAt(item, 'inbound_nodes', label).map((call) => callFromKeras(call, name, label));
    isKeras3 ||= calls.some((call) => call.isKeras3);
    const layer = makeLayer(item);
    const isInput = layer.getClassName() === 'InputLayer';
    entries.set(name, { layer, calls, made: isInput ? [layer.inboundNodes[0]!.outputTensors] : [] });
  }
  const firstCalls = legacyFirstCalls(entries, config, label);
  connect(entries);
  const ends = (key: string): SymbolicTensor[] =>
    referencesIn(config[key] ?? null, label).map((reference) => {
      const tensor = find(reference, 'end');
      if (tensor !== undefined) return tensor;
      throw new DataError(
        `${label}: ${key} names call ${reference.call} of “${reference.layer}”, which does not exist.`,
      );
    });
  return factory.functional(ends('input_layers'), ends('output_layers'), textAt(config, 'name', label));

  /** Makes every call as soon as its inputs exist: the file's order is not always theirs where layers are shared. */
  function connect(all: Map<string, Entry>): void {
    let waiting = [...all.values()].filter(({ calls }) => calls.length > 0);
    while (waiting.length > 0) {
      let progress = false;
      for (const entry of waiting) {
        while (entry.made.length < entry.calls.length && makeCall(entry)) progress = true;
      }
      waiting = waiting.filter(({ made, calls }) => made.length < calls.length);
      if (waiting.length > 0 && !progress) {
        const names = waiting.map(({ layer }) => layer.name).join(', ');
        throw new DataError(`${label}: the graph has a loop or a loose end at: ${names}.`);
      }
    }
  }

  function makeCall(entry: Entry): boolean {
    const { references, kwargs } = entry.calls[entry.made.length]!;
    const inputs: SymbolicTensor[] = [];
    for (const reference of references) {
      const tensor = find(reference, 'call');
      if (tensor === undefined) return false;
      inputs.push(tensor);
    }
    const outputs = apply(entry.layer, inputs, kwargs);
    entry.made.push(outputs);
    return true;
  }

  function apply(layer: Layer, inputs: SymbolicTensor[], kwargs: JsonObject): SymbolicTensor[] {
    try {
      return [layer.apply(inputs.length === 1 ? inputs[0]! : inputs, kwargs)].flat() as SymbolicTensor[];
    } catch (error) {
      const reason = (error as Error).message;
      throw new ArgumentError(`${label}: layer “${layer.name}” does not fit its input: ${reason}`, {
        cause: error,
      });
    }
  }

  function find({ layer, call, output }: Reference, place: 'call' | 'end'): SymbolicTensor | undefined {
    const entry = entries.get(layer);
    if (entry === undefined) {
      throw new DataError(`${label}: the graph names a layer “${layer}” that the file does not have.`);
    }
    return entry.made[call - firstCall(entry.layer, place)]?.[output];
  }

  /** Keras 3 counts a Functional model's own graph as its call 0 in input_layers and output_layers. */
  function firstCall(layer: Layer, place: 'call' | 'end'): number {
    if (!(layer instanceof tf.LayersModel)) return 0;
    if (!isKeras3) return firstCalls.get(layer.name) ?? 0;
    return place === 'end' && !(layer instanceof tf.Sequential) ? 1 : 0;
  }
}

/** Keras 2 counts a model's own graph as its call 0 where the model was made with an input; tfjs never does. What is
 *  never named is that call. */
function legacyFirstCalls(
  entries: Map<string, Entry>,
  config: JsonObject,
  label: string,
): Map<string, number> {
  const ends = [config.input_layers ?? [], config.output_layers ?? []];
  const all = [
    ...[...entries.values()].flatMap(({ calls }) => calls.flatMap((call) => call.references)),
    ...ends.flatMap((value) => referencesIn(value, label)),
  ];
  const firsts = new Map<string, number>();
  for (const { layer, call } of all) firsts.set(layer, Math.min(call, 1, firsts.get(layer) ?? 1));
  return firsts;
}
