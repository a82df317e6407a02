import { ratio } from './ratios.js';

/** Recall over the false positive rate, precision over recall, or precision gain over recall gain
 *  (Flach & Kull 2015, "Precision-Recall-Gain Curves"). */
export type Curve = 'ROC' | 'PR' | 'PRGAIN';

/** How the area between two thresholds is measured. */
export type Summation = 'interpolation' | 'minoring' | 'majoring';

interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}

/**
 * The area under the curve, from how often the truth was 1 and 0 with so many thresholds exceeded. The area between two
 * points of the precision-recall curve follows Davis & Goadrich 2006, "The Relationship Between Precision-Recall and ROC
 * Curves".
 */
export function areaUnder(
  positives: Float64Array,
  negatives: Float64Array,
  curve: Curve,
  summation: Summation,
): number {
  const counts = countsAtThresholds(positives, negatives);
  const pairs = counts.slice(1).map((next, index): [Counts, Counts] => [counts[index]!, next]);
  if (curve === 'PR' && summation === 'interpolation') {
    return pairs.reduce((area, [here, next]) => area + areaOfPrecision(here, next), 0);
  }
  return pairs.reduce((area, [here, next]) => {
    const [[x, y], [nextX, nextY]] = [pointOf(here, curve), pointOf(next, curve)];
    return area + (x - nextX) * heightBetween(y, nextY, summation);
  }, 0);
}

/** An output that exceeds k thresholds is positive at the first k. */
function countsAtThresholds(positives: Float64Array, negatives: Float64Array): Counts[] {
  const [ones, zeros] = [positives, negatives].map((histogram) => histogram.reduce((a, b) => a + b, 0));
  let [truePositives, falsePositives] = [ones!, zeros!];
  return Array.from({ length: positives.length - 1 }, (_, threshold) => {
    truePositives -= positives[threshold]!;
    falsePositives -= negatives[threshold]!;
    return {
      truePositives,
      falsePositives,
      falseNegatives: ones! - truePositives,
      trueNegatives: zeros! - falsePositives,
    };
  });
}

function pointOf(counts: Counts, curve: Curve): [x: number, y: number] {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
  const recall = ratio(truePositives, truePositives + falseNegatives);
  switch (curve) {
    case 'ROC':
      return [ratio(falsePositives, falsePositives + trueNegatives), recall];
    case 'PR':
      return [recall, ratio(truePositives, truePositives + falsePositives)];
    case 'PRGAIN': {
      if (truePositives === 0) return [0, 1];
      const odds = ratio(truePositives + falseNegatives, trueNegatives + falsePositives);
      const recallGain = 1 - (odds * falseNegatives) / truePositives;
      return [Math.max(recallGain, 0), 1 - (odds * falsePositives) / truePositives];
    }
  }
}

function heightBetween(y: number, nextY: number, summation: Summation): number {
  switch (summation) {
    case 'interpolation':
      return (y + nextY) / 2;
    case 'minoring':
      return Math.min(y, nextY);
    case 'majoring':
      return Math.max(y, nextY);
  }
}

/** ∫ precision over recall between two thresholds, true positives growing with positives along a line. */
function areaOfPrecision(here: Counts, next: Counts): number {
  const [all, nextAll] = [here, next].map((counts) => counts.truePositives + counts.falsePositives);
  const gained = here.truePositives - next.truePositives;
  const slope = ratio(gained, Math.max(all! - nextAll!, 0));
  const intercept = next.truePositives - slope * nextAll!;
  const growth = all! > 0 && nextAll! > 0 ? all! / nextAll! : 1;
  const truth = next.truePositives + next.falseNegatives;
  return ratio(slope * (gained + intercept * Math.log(growth)), truth);
}
