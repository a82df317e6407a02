/** Where each operation of a step is drawn: a band a layer, in it a cell for each part of the step; forward runs down the
 *  bands, backward up. All in pixels. */
import type { ExplainedOperation } from '../graphs/explain/explanation.js';

type Pass = ExplainedOperation['pass'];

/** The columns of a drawing. What measures stands where it runs: forward. */
export type Column = 'forward' | 'backward' | 'update';

export interface Band {
  /** The layer; undefined for what is nobody's. */
  layer: string | undefined;
  part: 'layer' | 'loss' | 'metrics';
  /** How many rows of operations it has room for. */
  rows: number;
}

/** One operation, or several that are drawn as one. */
export interface PlacedNode {
  operations: readonly ExplainedOperation[];
  column: Column;
  band: number;
  /** From the top of the band, from the left of the cell. */
  row: number;
  place: number;
}

export interface Placement {
  bands: readonly Band[];
  /** One list for each of the sets of operations. */
  nodes: readonly (readonly PlacedNode[])[];
  /** The most nodes side by side in a cell, by column; none for a column that is empty. */
  breadths: ReadonlyMap<Column, number>;
}

/** So many nodes stand side by side in a cell; more go to the next row. */
const mostPlaces: Readonly<Record<Column, number>> = { forward: 2, backward: 3, update: 1 };
/** With more rows than this, each cell becomes one mark. */
const mostRows = 110;

/** Places several sets of operations (before and after) on the same bands. */
export function placed(sets: readonly (readonly ExplainedOperation[])[]): Placement {
  const whole = placedAs(sets, false);
  return whole.bands.reduce((sum, { rows }) => sum + rows, 0) > mostRows ? placedAs(sets, true) : whole;
}

function placedAs(sets: readonly (readonly ExplainedOperation[])[], isGathered: boolean): Placement {
  const keys = bandKeys(sets.flat());
  const names = [...keys.keys()];
  const rows = names.map(() => 1);
  const breadths = new Map<Column, number>();
  const nodes = sets.map((operations): PlacedNode[] => {
    const cells = new Map<string, ExplainedOperation[]>();
    for (const one of operations) {
      const key = `${columnOf(one.pass)}|${names.indexOf(bandKey(one))}`;
      cells.set(key, [...(cells.get(key) ?? []), one]);
    }
    return [...cells].flatMap(([key, own]) => {
      const [column, band] = key.split('|') as [Column, string];
      const cell =
        isGathered || column === 'update'
          ? [{ operations: own, row: 0, place: 0 }]
          : inDepth(own, mostPlaces[column]);
      const height = Math.max(...cell.map(({ row }) => row)) + 1;
      rows[Number(band)] = Math.max(rows[Number(band)]!, height);
      const breadth = Math.max(...cell.map(({ place }) => place)) + 1;
      breadths.set(column, Math.max(breadths.get(column) ?? 0, breadth));
      return cell.map((node): PlacedNode => ({ ...node, column, band: Number(band) }));
    });
  });
  const bands = names.map((name, index): Band => ({ ...keys.get(name)!, rows: rows[index]! }));
  // The way back begins at the bottom.
  const turned = (node: PlacedNode): PlacedNode =>
    node.column === 'backward' ? { ...node, row: bands[node.band]!.rows - 1 - node.row } : node;
  return { bands, nodes: nodes.map((own) => own.map(turned)), breadths };
}

/** The bands in the order in which their forward operations run, the loss and what is measured at the end. */
function bandKeys(operations: readonly ExplainedOperation[]): Map<string, Omit<Band, 'rows'>> {
  const ordered = [...operations].sort((a, b) => rank(a) - rank(b));
  return new Map(
    ordered.map((one) => {
      const part = partOf(one);
      return [bandKey(one), { layer: part === 'layer' ? one.layer : undefined, part }];
    }),
  );
}

function rank({ pass, layer }: ExplainedOperation): number {
  if (pass === 'forward') return 0;
  if (pass === 'metrics') return 3;
  return layer === undefined ? 2 : 1;
}

function partOf({ pass, layer }: ExplainedOperation): Band['part'] {
  if (pass === 'metrics') return 'metrics';
  return layer === undefined || pass === 'loss' ? 'loss' : 'layer';
}

function bandKey(operation: ExplainedOperation): string {
  const part = partOf(operation);
  return part === 'layer' ? `layer ${operation.layer}` : part;
}

function columnOf(pass: Pass): Column {
  return pass === 'backward' || pass === 'update' ? pass : 'forward';
}

/** Each below all that it reads within the cell. */
function inDepth(
  operations: readonly ExplainedOperation[],
  most: number,
): { operations: readonly ExplainedOperation[]; row: number; place: number }[] {
  const depths = new Map<string, number>();
  const taken = new Map<number, number>();
  return operations.map((operation) => {
    const above = operation.inputs.flatMap((input) => depths.get(input) ?? []);
    let row = above.length === 0 ? 0 : Math.max(...above) + 1;
    while ((taken.get(row) ?? 0) >= most) row++;
    depths.set(operation.name, row);
    const place = taken.get(row) ?? 0;
    taken.set(row, place + 1);
    return { operations: [operation], row, place };
  });
}
