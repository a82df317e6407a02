/** The columns of the log: those of the course, those that make a run repeatable, and those that a log grows by itself. */
import type { Locale } from '../display/locale.js';

/** A column that every log has. */
export type FixedColumn = (typeof fixedColumns)[number]['key'];

/** `source:material` is the accuracy of an output on the source set, `value:dropout` a hyper-parameter by name. */
export type ColumnKey = FixedColumn | `${AccuracyGroup}:${string}` | `value:${string}`;

export type AccuracyGroup = 'source' | 'target';

/** How a column's values are shown: one of the styles that a new workbook has. */
export type ColumnFormat =
  | 'text'
  | 'wrapped'
  | 'whole'
  | 'number'
  | 'percent'
  | 'seconds'
  | 'date'
  | 'link'
  | 'general';

interface ColumnSpec {
  key: string;
  format: ColumnFormat;
  /** In characters. */
  width: number;
  en: string;
  es: string;
}

export const average = 'average';

/** In the sheet's order; the accuracies stand between `architectureChanges` and `loss`. */
export const fixedColumns = [
  { key: 'run', format: 'text', width: 8, en: 'Run', es: 'Corrida' },
  { key: 'batchSize', format: 'whole', width: 8, en: 'Batch size', es: 'Tamaño de lote' },
  { key: 'file', format: 'text', width: 20, en: 'File', es: 'Archivo' },
  { key: 'dataset', format: 'text', width: 18, en: 'Data set', es: 'Conjunto de datos' },
  { key: 'testSplit', format: 'percent', width: 10, en: 'Test split', es: 'Parte de prueba' },
  { key: 'epochs', format: 'whole', width: 8, en: 'Epochs', es: 'Épocas' },
  { key: 'learningRate', format: 'general', width: 12, en: 'Learning rate', es: 'Tasa de aprendizaje' },
  { key: 'imageSize', format: 'text', width: 12, en: 'Image size', es: 'Tamaño de imagen' },
  {
    key: 'architectureChanges',
    format: 'wrapped',
    width: 42,
    en: 'Architecture changes',
    es: 'Cambios en la arquitectura',
  },
  { key: 'loss', format: 'number', width: 10, en: 'Loss', es: 'Pérdida' },
  { key: 'optimizer', format: 'text', width: 12, en: 'Optimizer', es: 'Optimizador' },
  { key: 'parameters', format: 'whole', width: 12, en: 'Parameters', es: 'Parámetros' },
  { key: 'seed', format: 'general', width: 12, en: 'Seed', es: 'Semilla' },
  { key: 'seconds', format: 'seconds', width: 10, en: 'Time (s)', es: 'Tiempo (s)' },
  { key: 'engine', format: 'text', width: 18, en: 'Engine', es: 'Motor' },
  { key: 'commit', format: 'text', width: 11, en: 'Commit', es: 'Commit' },
  { key: 'date', format: 'date', width: 17, en: 'Date', es: 'Fecha' },
  { key: 'weights', format: 'link', width: 34, en: 'Weights', es: 'Pesos' },
  { key: 'history', format: 'link', width: 30, en: 'History', es: 'Historia' },
  { key: 'notes', format: 'wrapped', width: 30, en: 'Notes', es: 'Notas' },
  { key: 'id', format: 'text', width: 12, en: 'Id', es: 'Id' },
] as const satisfies readonly ColumnSpec[];

const groupTitles: Record<AccuracyGroup, Record<Locale, string>> = {
  source: { en: 'Accuracy, source', es: 'Exactitud, origen' },
  target: { en: 'Accuracy, target', es: 'Exactitud, destino' },
};
const averageTitles: Record<Locale, string> = { en: 'Average', es: 'Promedio' };
const valuesTitles: Record<Locale, string> = { en: 'Hyper-parameters', es: 'Hiperparámetros' };

/** A column's two lines of heading; the upper one is the group's, or the only one. */
export interface Heading {
  group: string | undefined;
  title: string;
}

export function headingOf(key: ColumnKey, language: Locale): Heading {
  const fixed = fixedColumns.find((column) => column.key === key);
  if (fixed !== undefined) return { group: undefined, title: fixed[language] };
  const [kind, name] = splitKey(key);
  if (kind === 'value') return { group: valuesTitles[language], title: name };
  return { group: groupTitles[kind][language], title: name === average ? averageTitles[language] : name };
}

/** The column that a heading names, in either language; undefined for a column of the student's own. */
export function keyOfHeading({ group, title }: Heading): ColumnKey | undefined {
  if (group === undefined || group === title) {
    // Headings of one line name their group before a colon.
    const [, above, below] = /^(.*?): (.*)$/.exec(title) ?? [];
    if (above !== undefined && below !== undefined) return keyOfHeading({ group: above, title: below });
    return fixedColumns.find(({ en, es }) => isSame(title, en) || isSame(title, es))?.key;
  }
  if (Object.values(valuesTitles).some((known) => isSame(group, known))) return `value:${title}`;
  for (const kind of ['source', 'target'] as const) {
    if (!Object.values(groupTitles[kind]).some((known) => isSame(group, known))) continue;
    const isAverage = Object.values(averageTitles).some((known) => isSame(title, known));
    return `${kind}:${isAverage ? average : title}`;
  }
  return undefined;
}

/** Whether a name is a column of ours, not a heading of the student's. */
export function isColumnKey(name: string): name is ColumnKey {
  return fixedColumns.some(({ key }) => key === name) || /^(source|target|value):/.test(name);
}

export function formatOf(key: ColumnKey): { format: ColumnFormat; width: number } {
  const fixed = fixedColumns.find((column) => column.key === key);
  if (fixed !== undefined) return fixed;
  return splitKey(key)[0] === 'value' ? { format: 'general', width: 12 } : { format: 'percent', width: 11 };
}

/** The columns of a new log, for a model's outputs. */
export function columnsFor(outputs: readonly string[], values: readonly string[]): ColumnKey[] {
  const keys: readonly FixedColumn[] = fixedColumns.map(({ key }) => key);
  const before = keys.indexOf('loss');
  const accuracies = (['source', 'target'] as const).flatMap((group) =>
    [...outputs, average].map((output): ColumnKey => `${group}:${output}`),
  );
  return [
    ...keys.slice(0, before),
    ...accuracies,
    ...values.map((name): ColumnKey => `value:${name}`),
    ...keys.slice(before),
  ];
}

function splitKey(key: string): [AccuracyGroup | 'value', string] {
  const at = key.indexOf(':');
  return [key.slice(0, at) as AccuracyGroup | 'value', key.slice(at + 1)];
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLocaleLowerCase() === other.toLocaleLowerCase();
}
