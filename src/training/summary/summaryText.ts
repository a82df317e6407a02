/** A model's layers as Keras's text table. Mirrors keras.src.utils.summary_utils. */
import type { LayersModel, layers as tfjsLayers } from '@tensorflow/tfjs';
import { parameterLines } from './parameterLines.js';
import type { SummaryArgs } from './summaryArgs.js';
import {
  isChain,
  outputShapeText,
  parametersOf,
  relevantNodes,
  sourcesOf,
  summaryRows,
} from './summaryLayers.js';
import { type TableColumn, textTable } from './textTable.js';

type Layer = tfjsLayers.Layer;

interface Plan {
  headers: { header: string; align: TableColumn['align'] }[];
  /** Where each column ends, as a share of the line. */
  positions: number[];
  lineLength: number;
}

const chainPlan: Plan = {
  headers: [
    { header: 'Layer (type)', align: 'left' },
    { header: 'Output Shape', align: 'left' },
    { header: 'Param #', align: 'right' },
  ],
  positions: [0.45, 0.8, 1],
  lineLength: 88,
};

const graphPlan: Plan = {
  headers: [...chainPlan.headers, { header: 'Connected to', align: 'left' }],
  positions: [0.3, 0.56, 0.74, 1],
  lineLength: 108,
};

/** Without a terminal Python takes 80 columns; Keras leaves 4 of them. */
const defaultColumns = 80;

/** The table that `summary` prints. */
export function summaryText(model: LayersModel, args: SummaryArgs = {}): string {
  const isSequentialLike = isChain(model);
  const plan = withTrainable(isSequentialLike ? chainPlan : graphPlan, args.showTrainable === true);
  const terminal = (process.stdout.isTTY ? process.stdout.columns : undefined) ?? defaultColumns;
  const lineLength = args.lineLength ?? Math.min(plan.lineLength, terminal - 4);
  const nodes = new Set(relevantNodes(model));
  const rows = summaryRows(model, args).map(({ layer, level }) => {
    const prefix = level === 0 ? '' : `${'   '.repeat(level)}└ `;
    const cells = [
      `${prefix}${layer.name} (${layer.getClassName()})`,
      outputShapeText(layer),
      parametersOf(layer)?.toLocaleString('en-US') ?? '0 (unbuilt)',
    ];
    if (!isSequentialLike) cells.push(connections(layer, nodes));
    if (args.showTrainable === true) cells.push(trainableText(layer));
    return cells;
  });
  const ends = plan.positions.map((position) => Math.trunc(position * lineLength));
  const columns = plan.headers.map((header, index) => ({
    ...header,
    width: ends[index]! - (ends[index - 1] ?? 0),
  }));
  return [`Model: "${model.name}"`, textTable(columns, rows, lineLength), ...parameterLines(model)].join(
    '\n',
  );
}

function withTrainable(plan: Plan, isShown: boolean): Plan {
  if (!isShown) return plan;
  return {
    headers: [...plan.headers, { header: 'Trainable', align: 'center' }],
    positions: [...plan.positions.map((position) => position * 0.9), 1],
    lineLength: plan.lineLength + 12,
  };
}

/** `conv1_pad[0][0], …`: where a layer's inputs come from. */
function connections(layer: Layer, nodes: ReadonlySet<Layer['inboundNodes'][number]>): string {
  const sources = layer.inboundNodes
    .filter((node) => nodes.has(node))
    .flatMap((node) =>
      sourcesOf(node).map(
        (symbol) => `${symbol.sourceLayer.name}[${symbol.nodeIndex}][${symbol.tensorIndex}]`,
      ),
    );
  return sources.length === 0 ? '-' : sources.join(', ');
}

function trainableText(layer: Layer): string {
  if (layer.weights.length === 0) return '-';
  return layer.trainable ? 'Y' : 'N';
}
