/** The hyper-parameters that a sweep goes through, and the combinations of them. */
import type { RandomGenerator } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';

/** A value of a hyper-parameter. */
export type ParameterValue = string | number | boolean;

/** Numbers between two ends, for random sweeps. */
export interface ParameterRange {
  low: number;
  high: number;
  /** Whether the numbers' logarithms are drawn evenly, as suits learning rates. Default false. */
  log?: boolean;
  /** Whether they are whole numbers. Default false. */
  whole?: boolean;
}

/** Hyper-parameter → its values, or a range to draw from. */
export type SweepSpace = Readonly<Record<string, readonly ParameterValue[] | ParameterRange>>;

/** One combination, typed after the space that it comes from. */
export type ParametersOf<Space extends SweepSpace> = {
  readonly [Name in keyof Space]: Space[Name] extends readonly (infer Value)[] ? Widened<Value> : number;
};

type Widened<Value> = Value extends number ? number : Value extends boolean ? boolean : Value;

export type Parameters = Readonly<Record<string, ParameterValue>>;

/**
 * Every combination, the last name changing fastest.
 * @throws {ArgumentError} for a range, of which there are endless values, and for a name without values
 */
export function gridOf(space: SweepSpace): Parameters[] {
  let combinations: Parameters[] = [{}];
  for (const [name, values] of Object.entries(space)) {
    if (!isList(values)) {
      throw new ArgumentError(
        `sweep: ${name} is a range, which a grid cannot go through. List its values, or choose strategy 'random'.`,
      );
    }
    requireValues(name, values);
    combinations = combinations.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return combinations;
}

/**
 * So many different combinations, drawn at random; fewer where the space has no more.
 * @throws {ArgumentError} for a name without values, and for a range that is none
 */
export function drawnFrom(space: SweepSpace, count: number, random: RandomGenerator): Parameters[] {
  const found = new Map<string, Parameters>();
  // A small space may be drawn out: then the same ones come again and again.
  for (let misses = 0; found.size < count && misses < 1000; ) {
    const drawn = Object.fromEntries(
      Object.entries(space).map(([name, values]) => [name, drawOne(name, values, random)]),
    );
    const key = JSON.stringify(drawn);
    if (found.has(key)) misses += 1;
    else found.set(key, drawn);
  }
  return [...found.values()];
}

function drawOne(name: string, values: SweepSpace[string], random: RandomGenerator): ParameterValue {
  if (isList(values)) {
    requireValues(name, values);
    return values[random.nextInteger(values.length)]!;
  }
  const { low, high, log = false, whole = false } = values;
  if (!(low < high) || (log && low <= 0)) {
    throw new ArgumentError(
      `sweep: the range of ${name} must have low < high${log ? ' and, as it is logarithmic, low > 0' : ''}; received ${low} … ${high}.`,
    );
  }
  const share = random.next();
  if (whole)
    return Math.min(
      high,
      Math.floor(log ? low * ((high + 1) / low) ** share : low + share * (high + 1 - low)),
    );
  const value = log ? low * (high / low) ** share : low + share * (high - low);
  return Number(value.toPrecision(6));
}

function isList(values: SweepSpace[string]): values is readonly ParameterValue[] {
  return Array.isArray(values);
}

function requireValues(name: string, values: readonly ParameterValue[]): void {
  if (values.length > 0) return;
  throw new ArgumentError(`sweep: ${name} has no values.`);
}
