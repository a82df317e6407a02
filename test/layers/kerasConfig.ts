/** Keras's arguments and configurations in our spelling. */
import { expect } from 'vitest';

/** Keras keeps some factors as float32: 0.01 reads 0.009999999776482582. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rounded(inner)]));
}

/** Names of arguments, and words that Keras writes with underscores, in camelCase; through lists and objects. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value === 'string') return camelCase(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [camelCase(name), camelCased(inner)]),
  );
}

/** Fails unless all that both configurations say is the same. */
export function expectKerasConfig(ours: object, keras: Record<string, unknown>): void {
  const expected = camelCased(keras) as Record<string, unknown>;
  const shared = Object.keys(ours).filter((name) => name in expected && !general.has(name));
  expect(
    Object.fromEntries(shared.map((name) => [name, rounded((ours as Record<string, unknown>)[name])])),
  ).toEqual(Object.fromEntries(shared.map((name) => [name, rounded(withoutModule(expected[name]))])));
  // Only these arguments of Keras does the library not have.
  const missing = Object.keys(expected).filter((name) => !(name in ours));
  expect(missing.filter((name) => !absent.has(name))).toEqual([]);
}

/** What layers of tfjs say of themselves in their own form. */
const general = new Set(['name', 'dtype', 'batchInputShape', 'trainable']);

/** What Keras alone has: its own types, low-rank adaptation, and a deprecated variant of layer normalization. */
const absent = new Set([
  'dtype',
  'name',
  'trainable',
  'quantizationConfig',
  'loraRank',
  'loraAlpha',
  'rmsScaling',
  'batchShape',
  'dataFormat',
]);

/** An initializer, regularizer or constraint without the Python module it comes from. */
function withoutModule(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('className' in value) || !('config' in value))
    return value;
  return { className: value.className, config: value.config };
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
