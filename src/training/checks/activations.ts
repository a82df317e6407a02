/** A softmax where the loss expects logits, or none where it expects probabilities. */
import type { LayersModel } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import type { Compiled } from '../compile/compiled.js';
import { type OutputActivation, outputActivations } from '../graph/outputLogits.js';

/** Warns where the last layer's activation and the loss do not go together. */
export function warnOfActivations(model: LayersModel, compiled: Compiled, purpose: string): void {
  if (model.outputs.length === 0) return;
  const activations = outputActivations(model);
  for (const [index, { name, loss }] of compiled.outputs.entries()) {
    const fromLogits = loss?.fromLogits;
    if (loss === undefined || fromLogits === undefined) continue;
    const of = compiled.outputs.length > 1 ? ` of output ${name}` : '';
    const activation = activations[index];
    if (fromLogits && activation !== undefined) {
      warn(
        model,
        `${purpose}: the model ends in ${activation}${of}, but its loss ${loss.name} was made with fromLogits: true. ` +
          `The loss is computed from the logits before the ${activation}; remove the one or the other.`,
      );
    }
    if (!fromLogits && isLinear(model, index, activation)) {
      warn(
        model,
        `${purpose}: the model ends without an activation${of}, but its loss ${loss.name} expects probabilities. ` +
          `Use fromLogits: true in the loss, or end the model with ${loss.targets === 'values' ? 'sigmoid' : 'softmax'}.`,
      );
    }
  }
}

function isLinear(model: LayersModel, output: number, activation: OutputActivation | undefined): boolean {
  if (activation !== undefined) return false;
  const config = model.outputs[output]!.sourceLayer.getConfig() as { activation?: unknown };
  return config.activation === 'linear';
}
