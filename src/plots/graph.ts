/** A step as the graph that it is: operations as marks, what they read as lines, before and after the rewrites. */
import { formatNumber } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import type { ExplainedOperation, Explanation } from '../graphs/explain/explanation.js';
import { Figure } from './figure.js';
import { type Band, type Column, type PlacedNode, type Placement, placed } from './graphLayout.js';
import { kindOf, type OperationKind, operationKinds, shortName, updateKind } from './operationKinds.js';
import { ink } from './palette.js';
import { word } from './words.js';

/** Arguments of `plots.graph`. */
export interface GraphOptions {
  title?: string;
}

type Trace = Record<string, unknown>;

// Pixels.
const rowHeight = 19;
const bandGap = 8;
const namesWidth = 118;
const placeWidth = 84;
const widestPlace = 140;
const updateWidth = 100;
const panelGap = 26;
const headHeight = 104;
const titleHeight = 46;
const footHeight = 12;
const leastWidth = 800;
const [smallest, largest] = [5, 19];

const columns: readonly Column[] = ['forward', 'backward', 'update'];
const bandColors = ['#F4F6F8', '#FFFFFF'] as const;
const edgeColor = '#C9CDD2';
const savedColor = '#E3E5E8';

/**
 * The operations of a step: a band for each layer, in it the way forward (down), the way back (up) and the update of its
 * weights; on the left as recorded, on the right as the graph that runs. A mark's area is its time, its color its kind; a
 * hollow one is not in the graph any more, a diamond stands in another's place. Of large models each cell is one mark.
 * @param explanation what `explain` gives
 * @throws {ArgumentError} for what is no explanation
 * @example plots.graph(explain(model));
 */
export function graph(explanation: Explanation, options: GraphOptions = {}): Figure {
  if (!Array.isArray(explanation?.recorded) || explanation.recorded.length === 0) {
    throw new ArgumentError('plots.graph: expected what explain(model) gives, with at least one operation.');
  }
  const { recorded, running } = explanation;
  const placement = placed(running === undefined ? [recorded] : [recorded, running]);
  const page = new Page(placement, explanation.what);
  const slowest = Math.max(...recorded.map(({ timeMs }) => timeMs ?? 0), Number.MIN_VALUE);
  const known = new Set(recorded.map(({ name, operation }) => `${name} ${operation}`));
  const isNew = ({ name, operation }: ExplainedOperation): boolean => !known.has(`${name} ${operation}`);
  const data = placement.nodes.flatMap((nodes, panel) => [
    edges(nodes, panel, page, true),
    edges(nodes, panel, page, false),
    marks(nodes, panel, page, slowest, isNew),
  ]);
  const layout = {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: true,
    legend: legendAt(page),
    hovermode: 'closest',
    xaxis: { range: [0, page.width], visible: false, fixedrange: true },
    yaxis: { range: [page.height, 0], visible: false, fixedrange: true },
    shapes: page.bands.map((band, index) => ({
      type: 'rect',
      layer: 'below',
      x0: 0,
      x1: page.width,
      y0: band.top,
      y1: band.bottom,
      fillcolor: bandColors[index % 2],
      line: { width: 0 },
    })),
    annotations: [
      text(options.title ?? titleOf(explanation), 12, 18, { size: 16, bold: true }),
      ...page.bands.map((band) => text(band.name, 10, (band.top + band.bottom) / 2, { size: 12 })),
      ...headings(explanation, placement, page),
    ],
  };
  return new Figure({
    data: [...kindsOf(placement).map(legendEntry), ...signs(running !== undefined), ...data],
    layout,
    text: sentence(explanation),
    width: page.width,
    height: page.height,
    // A narrower page would push the columns together until names reach over marks.
    isFluid: false,
  });
}

/** Where everything is on the figure. */
class Page {
  readonly bands: readonly { name: string; top: number; bottom: number }[];
  readonly width: number;
  readonly height: number;
  private readonly panelWidth: number;
  private readonly placeWidth: number;
  private readonly offsets = new Map<Column, number>();

  constructor(placement: Placement, what: Explanation['what']) {
    const share = Math.floor((leastWidth - namesWidth) / placement.nodes.length) - panelGap;
    const places = columns.reduce((sum, column) => sum + (placement.breadths.get(column) ?? 0), 0);
    this.placeWidth = Math.min(widestPlace, Math.max(placeWidth, Math.floor(share / places)));
    let left = 0;
    for (const column of columns) {
      const breadth = placement.breadths.get(column);
      if (breadth === undefined) continue;
      this.offsets.set(column, left);
      left += column === 'update' ? updateWidth : breadth * this.placeWidth;
    }
    this.panelWidth = Math.max(left, share);
    let top = headHeight + titleHeight;
    this.bands = placement.bands.map((band) => {
      const bottom = top + band.rows * rowHeight + bandGap;
      const own = { name: bandName(band, what), top, bottom };
      top = bottom;
      return own;
    });
    this.height = top + footHeight;
    this.width = namesWidth + placement.nodes.length * (this.panelWidth + panelGap);
  }

  left(panel: number): number {
    return namesWidth + panel * (this.panelWidth + panelGap);
  }

  /** The left end of a column; undefined for one that is empty. */
  columnLeft(panel: number, column: Column): number | undefined {
    const offset = this.offsets.get(column);
    return offset === undefined ? undefined : this.left(panel) + offset;
  }

  /** The center of a mark. */
  at({ column, band, row, place }: PlacedNode, panel: number): [x: number, y: number] {
    const x = this.left(panel) + this.offsets.get(column)! + place * this.placeWidth + largest / 2;
    return [x, this.bands[band]!.top + bandGap / 2 + (row + 0.5) * rowHeight];
  }
}

function bandName({ part, layer }: Band, what: Explanation['what']): string {
  if (part === 'layer') return shortened(layer ?? '');
  if (what === 'function') return word('theFunction');
  return word(part === 'loss' ? 'lossBand' : 'metricsBand');
}

function shortened(name: string): string {
  return name.length > 17 ? `${name.slice(0, 16)}…` : name;
}

/** Lines from what is read to what reads it: within a way, or from the way forward to the way back. */
function edges(nodes: readonly PlacedNode[], panel: number, page: Page, across: boolean): Trace {
  const owner = new Map(nodes.flatMap((node) => node.operations.map(({ name }) => [name, node] as const)));
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  const drawn = new Set<string>();
  for (const node of nodes) {
    for (const input of node.operations.flatMap(({ inputs }) => inputs)) {
      const from = owner.get(input);
      if (from === undefined || from === node || (from.column !== node.column) !== across) continue;
      const [[x0, y0], [x1, y1]] = [page.at(from, panel), page.at(node, panel)];
      const key = [x0, y0, x1, y1].join();
      if (drawn.has(key)) continue;
      drawn.add(key);
      x.push(x0, x1, null);
      y.push(y0, y1, null);
    }
  }
  return {
    type: 'scatter',
    mode: 'lines',
    x,
    y,
    line: { color: across ? savedColor : edgeColor, width: across ? 1 : 1.5 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

function marks(
  nodes: readonly PlacedNode[],
  panel: number,
  page: Page,
  slowest: number,
  isNew: (operation: ExplainedOperation) => boolean,
): Trace {
  const places = nodes.map((node) => page.at(node, panel));
  const colors = nodes.map((node) => kindOfNode(node).color);
  const gone = nodes.map(({ operations }) => operations.every(isGone));
  const diamonds = nodes.map(
    ({ operations }) => panel > 0 && operations.length === 1 && isNew(operations[0]!),
  );
  return {
    type: 'scatter',
    mode: 'markers+text',
    x: places.map(([x]) => x),
    y: places.map(([, y]) => y),
    text: nodes.map(label),
    textposition: 'middle right',
    textfont: { size: 11, color: gone.map((one) => (one ? '#777777' : ink)) },
    hovertext: nodes.map(hover),
    hoverinfo: 'text',
    marker: {
      size: nodes.map((node) => sizeOf(node, slowest)),
      symbol: diamonds.map((one) => (one ? 'diamond' : 'circle')),
      color: colors.map((color, index) => (gone[index] ? 'white' : color)),
      line: { color: colors, width: gone.map((one) => (one ? 1.5 : 0)) },
      opacity: 1,
    },
    cliponaxis: false,
    showlegend: false,
  };
}

function isGone({ fate }: ExplainedOperation): boolean {
  return fate === 'absorbed' || fate === 'dropped';
}

function kindOfNode({ column, operations }: PlacedNode): OperationKind {
  if (column === 'update') return updateKind;
  const slowest = [...operations].sort((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0))[0]!;
  return kindOf(slowest.operation);
}

/** The area is the time. */
function sizeOf({ operations }: PlacedNode, slowest: number): number {
  const share = operations.reduce((sum, { timeMs }) => sum + (timeMs ?? 0), 0) / slowest;
  return Math.min(largest, Math.max(smallest, largest * Math.sqrt(share)));
}

function label({ operations, column }: PlacedNode): string {
  const [first] = operations;
  if (operations.length === 1 && column !== 'update') return shortName(first!.operation);
  return counted(operations.length);
}

const mostHoverLines = 12;

function hover({ operations }: PlacedNode): string {
  const lines = operations.slice(0, mostHoverLines).map(({ operation, outputShape, timeMs, into }) => {
    const time = timeMs === undefined ? '' : `, ${formatNumber(timeMs, 3)} ms`;
    const now = into === undefined || into.operation === operation ? '' : ` → ${into.operation}`;
    return `${operation} [${outputShape.join(', ')}]${time}${now}`;
  });
  if (operations.length > mostHoverLines) lines.push('…');
  return lines.join('<br>');
}

function headings(explanation: Explanation, { nodes }: Placement, page: Page): Trace[] {
  const sets = [explanation.recorded, explanation.running ?? []];
  const titles = ['recorded', 'running'] as const;
  return nodes.flatMap((_, panel) => {
    const operations = sets[panel]!;
    const count = `${counted(operations.length)}, ${milliseconds(sumOf(operations))} ${word('oneByOne')}`;
    const whole =
      panel === 1 && explanation.graphMs !== undefined
        ? `, ${milliseconds(explanation.graphMs)} ${word('asAWhole')}`
        : '';
    const arrows = { forward: '↓', backward: '↑', update: '→' } as const;
    const own = columns.flatMap((column) => {
      const left = page.columnLeft(panel, column);
      if (left === undefined) return [];
      return [text(`${arrows[column]} ${word(column)}`, left, headHeight + titleHeight - 11, { size: 12 })];
    });
    return [
      text(word(titles[panel]!), page.left(panel), headHeight - 4, { size: 14, bold: true }),
      text(`${count}${whole}`, page.left(panel), headHeight + 13, { size: 12 }),
      ...own,
    ];
  });
}

function text(
  content: string,
  x: number,
  y: number,
  { size, bold }: { size: number; bold?: boolean },
): Trace {
  return {
    text: bold === true ? `<b>${content}</b>` : content,
    x,
    y,
    xanchor: 'left',
    yanchor: 'middle',
    showarrow: false,
    align: 'left',
    font: { size },
  };
}

/** The kinds that occur, in the legend's order. */
function kindsOf({ nodes }: Placement): OperationKind[] {
  const found = new Set(nodes.flat().map(kindOfNode));
  return operationKinds.filter((kind) => found.has(kind));
}

function legendEntry({ title, color }: OperationKind): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [null],
    y: [null],
    name: word(title),
    marker: { size: 11, color },
    hoverinfo: 'skip',
  };
}

/** What the form of a mark says. */
function signs(isRewritten: boolean): Trace[] {
  const sign = (title: Parameters<typeof word>[0], marker: Trace): Trace => ({
    type: 'scatter',
    mode: 'markers',
    x: [null],
    y: [null],
    name: word(title),
    marker: { size: 10, color: ink, ...marker },
    hoverinfo: 'skip',
  });
  const size = sign('sizeMark', {});
  if (!isRewritten) return [size];
  const hollow = { color: 'white', line: { color: ink, width: 1.5 } };
  return [size, sign('goneMark', hollow), sign('newMark', { symbol: 'diamond' })];
}

function legendAt({ height, width }: Page): Trace {
  return {
    orientation: 'h',
    x: 4 / width,
    xanchor: 'left',
    y: 1 - 32 / height,
    yanchor: 'top',
    font: { size: 12 },
    itemclick: false,
    itemdoubleclick: false,
  };
}

function sumOf(operations: readonly ExplainedOperation[]): number {
  return operations.reduce((sum, { timeMs }) => sum + (timeMs ?? 0), 0);
}

function counted(count: number): string {
  return `${count} ${word(count === 1 ? 'operation' : 'operations')}`;
}

function milliseconds(timeMs: number): string {
  return `${formatNumber(timeMs, timeMs < 10 ? 2 : 1)} ms`;
}

function titleOf({ what, subject, samples }: Explanation): string {
  const step = ({ training: 'trainingStep', forward: 'forwardPass', function: 'theFunction' } as const)[what];
  const name = subject === '' ? '' : ` “${subject}”`;
  return `${word(step)}${name}${samples === undefined ? '' : `, batch ${samples}`}`;
}

function sentence(explanation: Explanation): string {
  const { recorded, running, graphMs } = explanation;
  const title = titleOf(explanation);
  const before = `${word('recorded')}: ${counted(recorded.length)}, ${milliseconds(sumOf(recorded))} ${word('oneByOne')}`;
  if (running === undefined) return `${title}. ${before}.`;
  const after = `${word('running')}: ${counted(running.length)}, ${milliseconds(sumOf(running))} ${word('oneByOne')}`;
  const whole = graphMs === undefined ? '' : `, ${milliseconds(graphMs)} ${word('asAWhole')}`;
  return `${title}. ${before}. ${after}${whole}.`;
}
