/** The patterns of training curves, each a rule over the numbers. Rules say nothing where noise could be all there is. */
import { endOf, indexOfLeast, mean, median, noiseOf, type TrainingCurve } from './trainingCurve.js';

/** What a curve can show. */
export type PatternName =
  | 'diverging'
  | 'noLearning'
  | 'chanceLevel'
  | 'rateTooHigh'
  | 'overfitting'
  | 'slowStart'
  | 'notConverged'
  | 'validationEasier'
  | 'tooShort'
  | 'healthy';

/** A pattern with the numbers that it was seen by. */
export interface Sighting {
  pattern: PatternName;
  /** Since which epoch, counted from 1; undefined where the whole curve shows it. */
  since?: number;
  numbers: Readonly<Record<string, number>>;
}

/** Fewer epochs have no course. */
const fewestEpochs = 3;

/** What the curve shows, the gravest first; what would only follow from a graver one is left out. */
export function findings(curve: TrainingCurve, classes: number | undefined): Sighting[] {
  if (curve.length < fewestEpochs && curve.loss.every(Number.isFinite)) {
    return [{ pattern: 'tooShort', numbers: { epochs: curve.length } }];
  }
  const grave =
    diverging(curve) ?? noLearning(curve) ?? rateTooHigh(curve, classes) ?? chanceLevel(curve, classes);
  if (grave !== undefined) return [grave];
  const found = [overfitting(curve), slowStart(curve), notConverged(curve), validationEasier(curve)].filter(
    (one) => one !== undefined,
  );
  return found.length > 0 ? found : [{ pattern: 'healthy', numbers: ends(curve) }];
}

/** The loss rises from the start, or is no number any more. */
function diverging(curve: TrainingCurve): Sighting | undefined {
  const { loss } = curve;
  const lost = loss.findIndex((value) => !Number.isFinite(value));
  if (lost >= 0) return { pattern: 'diverging', since: epochAt(curve, lost), numbers: { lost: 1 } };
  const first = loss[0]!;
  const last = endOf(loss);
  const rises = loss.slice(1).filter((value, index) => value > loss[index]!).length;
  const isRising = rises >= 0.7 * (loss.length - 1);
  if (!isRising || last - first < Math.max(0.2 * Math.abs(first), 3 * noiseOf(loss))) return undefined;
  return { pattern: 'diverging', since: epochAt(curve, 0), numbers: { first, last } };
}

/** Nothing moves at all: without a step that changes weights, epochs differ only by what is drawn anew. */
function noLearning(curve: TrainingCurve): Sighting | undefined {
  const { loss, validationLoss } = curve;
  const watched = validationLoss ?? loss;
  const movement = spread(watched) / Math.max(Math.abs(watched[0]!), 1e-12);
  // Validation draws nothing: with the same weights it gives the same number but for rounding.
  const still = validationLoss === undefined ? 2e-3 : 1e-5;
  if (movement > still || isAlmostNothing(watched[0]!)) return undefined;
  return { pattern: 'noLearning', numbers: { movement, loss: loss.at(-1)! } };
}

/** The loss jumps up again and again, or is first thrown far above what guessing costs. */
function rateTooHigh(curve: TrainingCurve, classes: number | undefined): Sighting | undefined {
  const { loss } = curve;
  const rest = loss.slice(1);
  const level = median(rest);
  const jumps = rest.filter((value, index) => value > 1.15 * loss[index]! && value > 0.1 * loss[0]!).length;
  if (jumps >= 2 && jumps >= 0.2 * rest.length)
    return { pattern: 'rateTooHigh', numbers: { jumps, loss: level } };
  if (curve.accuracy === undefined || endOf(curve.accuracy) > 0.9) return undefined;
  // Guessing among a thousand classes costs 6.9.
  const thrown = classes === undefined ? 8 : 3 * Math.log(classes);
  if (loss[0]! < thrown || loss[0]! < 3 * level) return undefined;
  return { pattern: 'rateTooHigh', numbers: { first: loss[0]!, loss: level } };
}

/**
 * No better than guessing: the loss of validation never falls below that of equal chances, ln(classes), and the accuracy
 * stays at 1/classes, whether the training data are learned by heart or not.
 */
function chanceLevel(curve: TrainingCurve, given: number | undefined): Sighting | undefined {
  const { loss, validationLoss, accuracy, validationAccuracy } = curve;
  const [losses, accuracies] = [validationLoss ?? loss, validationAccuracy ?? accuracy];
  if (accuracies === undefined) return undefined;
  const reached = median(accuracies);
  const least = Math.min(...losses);
  const classes = given ?? Math.max(2, Math.round(1 / Math.max(reached, 1e-3)));
  const chance = 1 / classes;
  // A number of classes that is only supposed must fit the loss of the beginning, too.
  if (given === undefined && Math.abs(Math.exp(losses[0]!) / classes - 1) > 0.3) return undefined;
  const isGuessing = reached < 1.3 * chance && Math.max(...accuracies) < 1.6 * chance;
  if (!isGuessing || least < 0.94 * Math.log(classes) || endOf(accuracies) > 1.4 * chance) return undefined;
  // What has only begun to move is no problem of labels.
  const isMoving =
    losses.at(-1)! < losses[0]! - 0.02 * losses[0]! && indexOfLeast(losses) >= losses.length - 2;
  if (isMoving) return undefined;
  const trained = accuracy === undefined ? reached : endOf(accuracy);
  return { pattern: 'chanceLevel', numbers: { classes, accuracy: reached, chance, trained, loss: least } };
}

/** Validation gets worse, or stands still, while training goes on getting better. */
function overfitting(curve: TrainingCurve): Sighting | undefined {
  const { loss, validationLoss, accuracy, validationAccuracy } = curve;
  if (validationLoss === undefined) return undefined;
  const best = indexOfLeast(validationLoss);
  const [least, last] = [validationLoss[best]!, endOf(validationLoss)];
  const noise = noiseOf(validationLoss);
  const gap = last - endOf(loss);
  const later = curve.length - 1 - best;
  const isRising = last - least > Math.max(0.1 * least, 1.5 * noise, 0.02 * loss[0]!);
  const isLearningOn = endOf(loss) < loss[best]!;
  if (later >= 2 && isRising && isLearningOn && gap > 0.1 * least) {
    return {
      pattern: 'overfitting',
      since: epochAt(curve, best) + 1,
      numbers: { least, last, best: epochAt(curve, best) },
    };
  }
  if (accuracy === undefined || validationAccuracy === undefined) return undefined;
  const apart = accuracy.map((value, index) => value - validationAccuracy[index]!);
  const distance = endOf(apart);
  const third = Math.ceil(curve.length / 3);
  const isStanding = endOf(validationAccuracy) - mean(validationAccuracy.slice(-2 * third, -third)) < 0.02;
  if (distance < 0.15 || !isStanding || endOf(loss) > 0.7 * last) return undefined;
  const since = apart.findIndex((value) => value > 0.1);
  return {
    pattern: 'overfitting',
    since: epochAt(curve, since),
    numbers: { trained: endOf(accuracy), validated: endOf(validationAccuracy), best: epochAt(curve, best) },
  };
}

/** Nothing for several epochs, then the fall. */
function slowStart(curve: TrainingCurve): Sighting | undefined {
  const { loss } = curve;
  const fall = loss[0]! - Math.min(...loss);
  if (fall < 0.15 * loss[0]!) return undefined;
  const begins = loss.findIndex((value) => value < loss[0]! - 0.1 * fall);
  if (begins < 3 || begins < 0.15 * loss.length) return undefined;
  return {
    pattern: 'slowStart',
    since: epochAt(curve, 0),
    numbers: { flat: begins, until: epochAt(curve, begins), loss: mean(loss.slice(0, begins)) },
  };
}

/** Still falling when it was stopped. */
function notConverged(curve: TrainingCurve): Sighting | undefined {
  const values = curve.validationLoss ?? curve.loss;
  const accuracies = curve.validationAccuracy ?? curve.accuracy;
  if (accuracies !== undefined && endOf(accuracies) > 0.97) return undefined;
  const last = Math.max(3, Math.ceil(0.3 * values.length));
  const tail = values.slice(-last);
  const perEpoch = -slope(tail);
  const now = endOf(values);
  const fallen = values[0]! - now;
  const gain = perEpoch * last;
  const isFalling = gain > 0.05 * Math.abs(now) && gain > 3 * noiseOf(tail) && gain > 0.05 * Math.abs(fallen);
  if (!isFalling || indexOfLeast(values) < values.length - 2 || isAlmostNothing(now / values[0]!))
    return undefined;
  return { pattern: 'notConverged', numbers: { perEpoch, epochs: last, loss: values.at(-1)! } };
}

/** Better on data that were never learned from. An epoch's own mean lags half an epoch behind, which is taken out. */
function validationEasier(curve: TrainingCurve): Sighting | undefined {
  const { loss, validationLoss, accuracy, validationAccuracy } = curve;
  if (validationLoss === undefined) return undefined;
  const start = Math.floor(curve.length / 2) - 1;
  const places = loss.map((_, index) => index).slice(Math.max(0, start), -1);
  const caughtUp = (values: readonly number[], index: number): number =>
    (values[index]! + values[index + 1]!) / 2;
  const shares = places.map((index) => 1 - validationLoss[index]! / caughtUp(loss, index));
  const easier = shares.filter((share) => share > 0.08).length;
  if (easier < 0.8 * places.length || median(shares) < 0.12 || isAlmostNothing(endOf(loss) / loss[0]!))
    return undefined;
  if (accuracy !== undefined && validationAccuracy !== undefined) {
    const ahead = median(places.map((index) => validationAccuracy[index]! - caughtUp(accuracy, index)));
    if (ahead < 0.03) return undefined;
  }
  return {
    pattern: 'validationEasier',
    numbers: { loss: endOf(loss), validationLoss: endOf(validationLoss), share: median(shares) },
  };
}

function ends({ loss, validationLoss }: TrainingCurve): Record<string, number> {
  return {
    first: loss[0]!,
    last: loss.at(-1)!,
    ...(validationLoss ? { validationLoss: validationLoss.at(-1)! } : {}),
  };
}

function epochAt({ firstEpoch }: TrainingCurve, index: number): number {
  return firstEpoch + index;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** Of the line that fits best, a step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = mean(values);
  const [above, below] = values.reduce(
    ([a, b], value, index) => [a + (index - middle) * (value - average), b + (index - middle) ** 2] as const,
    [0, 0] as readonly [number, number],
  );
  return above / below;
}

function isAlmostNothing(loss: number): boolean {
  return Math.abs(loss) < 0.02;
}
