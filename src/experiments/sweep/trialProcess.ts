/** A process that runs trials of a module, one at a time, as it is told. It ends with whoever started it. */
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { runTrial, type TrainFunction } from './runTrial.js';
import type { TrialOutcome, TrialSpec } from './trial.js';

export interface TrialOrder {
  module: string;
  spec: TrialSpec;
}

export type TrialAnswer = { outcome: TrialOutcome } | { problem: string };

register('./moduleHooks.js', import.meta.url);

process.on('disconnect', () => process.exit());
process.on('message', (order: TrialOrder) => {
  answerTo(order).then((answer) => process.send!(answer));
});

async function answerTo({ module, spec }: TrialOrder): Promise<TrialAnswer> {
  try {
    const { train } = (await import(pathToFileURL(module).href)) as { train?: unknown };
    if (typeof train !== 'function') throw new Error(`${module} exports no function called train`);
    return { outcome: await runTrial(train as TrainFunction, spec) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
