/** Several networks that vote. */
import { ArgumentError } from '../errors.js';
import { show } from '../layers/arguments.js';
import { input } from '../layers/core/input.js';
import { average } from '../layers/merging/elementwiseMerge.js';
import { Model } from '../training/models/model.js';

/** Arguments of `applications.ensemble`. */
export interface EnsembleArgs {
  /** Default `ensemble`. */
  name?: string;
}

/**
 * A model whose prediction is the mean of what its members predict, as in Shao et al.; the better, the less their mistakes
 * are the same. It has its members' weights, no copies: training it trains them, and disposing it frees
 * them.
 * @param members at least two models for the same images and the same classes, each with a name of its own; all give
 *   probabilities, or all logits
 * @shape the members' input → the members' output
 * @throws {ArgumentError} for members that do not fit together
 * @example
 * const members = ['first', 'second'].map((name) => applications.tutorialCNN({ name, classifierActivation: 'softmax' }));
 * applications.ensemble(members).predictOnBatch(tf.zeros([1, 32, 32, 3])); // [1, 10]
 */
export function ensemble(members: readonly Model[], { name = 'ensemble' }: EnsembleArgs = {}): Model {
  if (!Array.isArray(members) || members.length < 2) {
    throw new ArgumentError(
      `ensemble: a list of at least two models is expected; received ${Array.isArray(members) ? members.length : show(members)}.`,
    );
  }
  const shape = onlyShape(members, 'inputs');
  onlyShape(members, 'outputs');
  requireNames(members);
  const image = input({ shape: shape.slice(1) });
  const votes = members.map((member) => member.apply(image) as typeof image);
  return new Model({ inputs: image, outputs: average({ name: 'vote' }).apply(votes), name });
}

/** The shape that all members have in common. */
function onlyShape(members: readonly Model[], side: 'inputs' | 'outputs'): (number | null)[] {
  const shapes = members.map((member) => {
    const [symbol, ...more] = member[side];
    if (symbol !== undefined && more.length === 0) return symbol.shape;
    throw new ArgumentError(
      `ensemble: members with one input and one output are expected; ${member.name} has ${member[side].length} ${side}.`,
    );
  });
  const texts = shapes.map((shape) => `[${shape.map(String).join(', ')}]`);
  if (new Set(texts).size === 1) return shapes[0]!;
  const list = members.map((member, index) => `${member.name} ${texts[index]}`).join('; ');
  throw new ArgumentError(`ensemble: the members' ${side} must be alike; they are: ${list}.`);
}

function requireNames(members: readonly Model[]): void {
  const names = members.map((member) => member.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double === undefined) return;
  throw new ArgumentError(
    `ensemble: every member needs a name of its own; “${double}” comes twice. ` +
      "Give one when you make it: applications.resNet20({ name: 'second' }).",
  );
}
