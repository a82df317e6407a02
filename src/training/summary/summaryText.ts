/** A model's layers as Keras's text table. */
import type { LayersModel, Shape, Variable } from '@tensorflow/tfjs';

const headers = ['Layer (type)', 'Output Shape', 'Param #'] as const;
/** Keras's widths of the three columns, without the borders and one space at each side. */
const leastWidths = [31, 22, 13] as const;

export interface SummaryArgs {
  /** How many characters a line may have. */
  lineLength?: number;
}

/** The table that `summary` prints. */
export function summaryText(model: LayersModel, _args: SummaryArgs = {}): string {
  const rows = model.layers
    .filter((layer) => !(isSequential(model) && layer.getClassName() === 'InputLayer'))
    .map((layer) => [
      `${layer.name} (${layer.getClassName()})`,
      shapeText(layer.outputShape),
      layer.countParams().toLocaleString('en-US'),
    ]);
  const widths = leastWidths.map((least, column) =>
    Math.max(least, ...rows.map((row) => row[column]!.length)),
  );
  const line = (left: string, fill: string, middle: string, right: string): string =>
    left + widths.map((width) => fill.repeat(width + 2)).join(middle) + right;
  const cells = (texts: readonly string[], edge: string): string => {
    const padded = texts.map((text, column) =>
      column === 2 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
    );
    return `${edge} ${padded.join(` ${edge} `)} ${edge}`;
  };
  const body = rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [line('├', '─', '┼', '┤')]),
    cells(row, '│'),
  ]);
  return [
    `Model: "${model.name}"`,
    line('┏', '━', '┳', '┓'),
    cells(headers, '┃'),
    line('┡', '━', '╇', '┩'),
    ...body,
    line('└', '─', '┴', '┘'),
    ...totals(model),
  ].join('\n');
}

function totals(model: LayersModel): string[] {
  const trainable = parameterCount(model.trainableWeights);
  const frozen = parameterCount(model.nonTrainableWeights);
  return [
    ` Total params: ${counted(trainable + frozen)}`,
    ` Trainable params: ${counted(trainable)}`,
    ` Non-trainable params: ${counted(frozen)}`,
  ];
}

function parameterCount(weights: LayersModel['weights']): number {
  const sizes = new Map(weights.map((weight) => [weight.id, (weight.read() as Variable).size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** `122,570 (478.79 KB)`: four bytes a parameter. */
function counted(parameters: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = parameters * 4;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${parameters.toLocaleString('en-US')} (${size.toFixed(2)} ${units[unit]})`;
}

function shapeText(shape: Shape | Shape[]): string {
  if (Array.isArray(shape[0])) return `[${(shape as Shape[]).map(shapeText).join(', ')}]`;
  const sizes = (shape as Shape).map((size) => size ?? 'None');
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

function isSequential(model: LayersModel): boolean {
  return model.getClassName() === 'Sequential';
}
