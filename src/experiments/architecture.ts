/** A model's layers as a log remembers them, and what has changed since the last run. */
import type { LayersModel } from '@tensorflow/tfjs';
import { formatNumber, type Locale, locale } from '../display/locale.js';
import { flatLayers } from '../training/graph/layerTree.js';

/** A layer without its name and weights. */
export interface LayerNote {
  /** As the library's function is called: conv2D. */
  kind: string;
  /** Its arguments, as JSON can hold them. */
  config: Record<string, unknown>;
}

/** What says nothing about the architecture. */
const ignored = new Set([
  'name',
  'dtype',
  'seed',
  'batchInputShape',
  'batch_input_shape',
  'sparse',
  'ragged',
  'optional',
]);

/** The argument that tells layers of a kind apart, shown with them. */
const telling = ['filters', 'units', 'rate', 'poolSize', 'kernelSize', 'activation'];

/** The layers of a model, models inside opened up, without inputs. */
export function architectureOf(model: LayersModel): LayerNote[] {
  return flatLayers(model)
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .map((layer) => ({ kind: functionName(layer.getClassName()), config: plainConfig(layer) }));
}

const words = {
  en: { first: 'first run', same: 'none', added: 'added', removed: 'removed', after: 'after' },
  es: {
    first: 'primera corrida',
    same: 'ninguno',
    added: 'se añadió',
    removed: 'se quitó',
    after: 'después de',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** The changes in words: added and removed layers, and arguments that differ. `before` undefined: there was no run. */
export function architectureChanges(
  before: readonly LayerNote[] | undefined,
  now: readonly LayerNote[],
): string {
  const word = words[locale()];
  if (before === undefined) return word.first;
  const changes: string[] = [];
  let previous: LayerNote | undefined;
  for (const { old, next } of pairs(before, now)) {
    if (old === undefined && next !== undefined) {
      const place = previous === undefined ? '' : ` ${word.after} ${shortName(previous)}`;
      changes.push(`${word.added} ${shortName(next)}${place}`);
    } else if (next === undefined && old !== undefined) changes.push(`${word.removed} ${shortName(old)}`);
    else changes.push(...differences(old!, next!));
    previous = next ?? previous;
  }
  return changes.length === 0 ? word.same : counted(changes).join('; ');
}

/** The longest run of layers of the same kinds in the same order; what stands alone was added or removed. */
function pairs(
  before: readonly LayerNote[],
  now: readonly LayerNote[],
): { old: LayerNote | undefined; next: LayerNote | undefined }[] {
  const score = (old: LayerNote, next: LayerNote): number => {
    if (old.kind !== next.kind) return 0;
    return 1 + 1 / (1 + differences(old, next).length);
  };
  // Of both lists from each place on: the best sum of what fits.
  const best = Array.from({ length: before.length + 1 }, () => new Float64Array(now.length + 1));
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      const together = score(before[a]!, now[b]!);
      const paired = together > 0 ? together + best[a + 1]![b + 1]! : 0;
      best[a]![b] = Math.max(paired, best[a + 1]![b]!, best[a]![b + 1]!);
    }
  }
  const found: { old: LayerNote | undefined; next: LayerNote | undefined }[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < now.length) {
    const [old, next] = [before[a], now[b]];
    if (old !== undefined && next !== undefined) {
      const together = score(old, next);
      if (together > 0 && best[a]![b] === together + best[a + 1]![b + 1]!) {
        found.push({ old, next });
        a++;
        b++;
        continue;
      }
    }
    if (old !== undefined && (next === undefined || best[a + 1]![b]! >= best[a]![b + 1]!)) {
      found.push({ old, next: undefined });
      a++;
    } else {
      found.push({ old: undefined, next });
      b++;
    }
  }
  return found;
}

function differences(old: LayerNote, next: LayerNote): string[] {
  const names = [...new Set([...Object.keys(old.config), ...Object.keys(next.config)])];
  return names.flatMap((name) => {
    const [before, now] = [old.config[name], next.config[name]];
    if (JSON.stringify(before) === JSON.stringify(now)) return [];
    return [`${next.kind}: ${name} ${shown(before)} → ${shown(now)}`];
  });
}

/** Repeated changes are told once: "… (3×)". */
function counted(changes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const change of changes) counts.set(change, (counts.get(change) ?? 0) + 1);
  return [...counts].map(([change, count]) => (count === 1 ? change : `${change} (${count}×)`));
}

function shortName({ kind, config }: LayerNote): string {
  const name = telling.find(
    (argument) => typeof config[argument] === 'number' || Array.isArray(config[argument]),
  );
  const value = name === undefined ? config.activation : config[name];
  return value === undefined || value === null ? kind : `${kind}(${shown(value)})`;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : formatNumber(value, 6).replace(/0+$/, '');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shown).join('×');
  const { className, class_name: kerasName } = value as { className?: unknown; class_name?: unknown };
  return String(className ?? kerasName ?? JSON.stringify(value));
}

function plainConfig(layer: { getConfig(): unknown; trainable: boolean }): Record<string, unknown> {
  const config = JSON.parse(JSON.stringify(layer.getConfig())) as Record<string, unknown>;
  const kept = Object.entries(config).filter(([name]) => !ignored.has(name) && name !== 'trainable');
  const described = kept.map(([name, value]) => [name, withoutSeeds(value)] as const);
  return { ...Object.fromEntries(described), ...(layer.trainable ? {} : { trainable: false }) };
}

/** An initializer's seed is drawn anew for every model. */
function withoutSeeds(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSeeds);
  const entries = Object.entries(value).filter(([name]) => name !== 'seed');
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutSeeds(inner)]));
}

/** Conv2D → conv2D, LSTM → lstm. */
function functionName(className: string): string {
  const start = /^[A-Z]+(?=[A-Z][a-z]|$)/.exec(className)?.[0] ?? className[0]!;
  return start.toLowerCase() + className.slice(start.length);
}
