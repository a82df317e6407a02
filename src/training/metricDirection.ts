/** Whether larger or smaller values of a metric are better. */
import type { Compiled } from './compile/compiled.js';
import type { Metric } from './metrics/index.js';
import { metricEntries } from './runningMeans.js';

export type Direction = 'min' | 'max';

/** Undefined for a name that is neither a loss nor a metric of the model. */
export function directionOf(name: string, compiled: Compiled | undefined): Direction | undefined {
  if (name === 'loss' || name.endsWith('_loss')) return 'min';
  if (compiled === undefined) return undefined;
  const entry = metricEntries(compiled).find((one) => one.name === name);
  if (entry !== undefined) return ownDirection(entry.metric) ?? directionByName(entry.metric.name);
  return compiled.args.averageOverOutputs?.includes(name) ? directionByName(name) : undefined;
}

function ownDirection(metric: Metric): Direction | undefined {
  return (metric as Metric & { readonly direction?: Direction }).direction;
}

/** Errors and losses go down; hits, areas and similarities go up. */
function directionByName(name: string): Direction | undefined {
  if (/error|loss|entropy|divergence|hinge|poisson|mse|mae|logcosh|false/i.test(name)) return 'min';
  if (/acc|auc|precision|recall|sensitivity|specificity|f1|fbeta|score|iou|dice|cosine|true|r2/i.test(name))
    return 'max';
  return undefined;
}
