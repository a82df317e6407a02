/** The models of the golden summaries, rebuilt from their tables of layers. */
import { clearSession, layers, models } from '../../../src/index.js';

export interface LayerEntry {
  name: string;
  class: string;
  output_shape: (number | null)[];
  params: number;
  connected_to: string[];
}

type Symbol = ReturnType<typeof layers.input>;

/** A stack of the table's layers. */
export function stackFromTable(
  table: readonly LayerEntry[],
  name: string,
  inputShape: number[],
): models.Sequential {
  clearSession();
  const model = models.sequential([], { name });
  let shape: (number | null)[] = [null, ...inputShape];
  for (const entry of table) {
    model.add(layerOf(entry, shape));
    shape = entry.output_shape;
  }
  model.build([null, ...inputShape]);
  return model;
}

/** A model whose layers have the table's names, classes, shapes, parameters and connections. */
export function modelFromTable(table: readonly LayerEntry[], name: string): models.Model {
  clearSession();
  const symbols = new Map<string, Symbol>();
  for (const entry of table) {
    const from = entry.connected_to.map((source) => symbols.get(source)!);
    symbols.set(entry.name, applied(entry, from));
  }
  const [first, last] = [table[0]!, table.at(-1)!];
  return models.functional({ inputs: symbols.get(first.name)!, outputs: symbols.get(last.name)!, name });
}

function applied(entry: LayerEntry, from: Symbol[]): Symbol {
  const { name } = entry;
  if (entry.class === 'InputLayer') return layers.input({ name, shape: entry.output_shape.slice(1) });
  const input = from.length === 1 ? from[0]! : from;
  return layerOf(entry, from[0]!.shape).apply(input) as Symbol;
}

function layerOf(entry: LayerEntry, input: (number | null)[]): layers.Layer {
  const { name, output_shape: output, params } = entry;
  const shrinks = output[1] !== input[1];
  switch (entry.class) {
    case 'Conv2D': {
      const [filters, channels] = [output.at(-1)!, input.at(-1)!];
      // params = k·k·channels·filters + filters
      const kernelSize = Math.sqrt((params - filters) / (filters * channels));
      const isCut = kernelSize > 1 && output[1] === input[1]! - kernelSize + 1;
      const padding = kernelSize === 3 && !isCut ? 'same' : 'valid';
      return layers.conv2D({
        name,
        filters,
        kernelSize,
        padding,
        strides: shrinks && !isCut ? 2 : 1,
        kernelInitializer: 'zeros',
      });
    }
    case 'ZeroPadding2D':
      return layers.zeroPadding2D({ name, padding: output[1] === null ? 1 : (output[1]! - input[1]!) / 2 });
    case 'BatchNormalization':
      return layers.batchNormalization({ name });
    case 'Activation':
      return layers.activation({ name, activation: 'relu' });
    case 'MaxPooling2D':
      return layers.maxPooling2D({
        name,
        poolSize: Math.floor((input[1]! - 2) / 2) + 1 === output[1] ? 2 : 3,
        strides: 2,
      });
    case 'Add':
      return layers.add({ name });
    case 'Flatten':
      return layers.flatten({ name });
    case 'GlobalAveragePooling2D':
      return layers.globalAveragePooling2D({ name });
    case 'Dense':
      return layers.dense({ name, units: output.at(-1)!, kernelInitializer: 'zeros' });
    default:
      throw new Error(`A layer that is not known here: ${entry.class}`);
  }
}
