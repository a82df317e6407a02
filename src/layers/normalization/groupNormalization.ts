/** Group normalization. Wu & He 2018, "Group Normalization". Mirrors keras.layers.GroupNormalization. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, integer, optional, type Reader } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer } from '../layer.js';
import { uniqueName } from '../naming.js';
import { axisIn, knownLength, shapeText } from '../shapes.js';
import {
  type ScaleAndCenterArgs,
  scaleAndCenterSchema,
  scaledAndCentered,
  standardize,
} from './scaleAndCenter.js';

/** Arguments of `layers.groupNormalization`. */
export interface GroupNormalizationArgs extends ScaleAndCenterArgs {
  /** Into how many groups the channels are cut; −1: as many as there are channels. Default 32. */
  groups?: number;
  /** The axis of the channels. Default −1, the last. */
  axis?: number;
}

/**
 * Every sample's channels in groups, each group with a mean and a variance of its own over its channels and all places.
 * One group is layer normalization over a whole image, one a channel is instance normalization.
 * @shape input [batch, …, channels] → the same
 * @throws {ArgumentError} unless groups divides the channels
 * @example layers.groupNormalization({ groups: 8, inputShape: [30, 30, 32] });
 */
export function groupNormalization(args: GroupNormalizationArgs = {}): Layer {
  return new GroupNormalization(args);
}

/** Arguments of instance normalization: those of group normalization but for the groups. */
export interface InstanceNormalizationArgs extends Omit<GroupNormalizationArgs, 'groups'> {}

/**
 * Every channel of every sample with a mean and a variance of its own: group normalization with a group a channel, and
 * saved as that, since Keras has no layer of this name.
 * Ulyanov, Vedaldi & Lempitsky 2016, "Instance Normalization: The Missing Ingredient for Fast Stylization".
 * @shape input [batch, …, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.instanceNormalization({ inputShape: [30, 30, 32] });
 */
export function instanceNormalization(args: InstanceNormalizationArgs = {}): Layer {
  const name = args.name ?? uniqueName('instance_normalization');
  return new GroupNormalization({ ...args, name, groups: -1 });
}

const groupCount: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isInteger(value) && (value >= 1 || value === -1)) return value;
  throw complaint(where, 'a positive whole number or −1', value);
};

const schema = {
  ...scaleAndCenterSchema,
  groups: optional(groupCount, 32),
  axis: optional(integer, -1),
};

class GroupNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'GroupNormalization';
  private gamma: Weight | undefined;
  private beta: Weight | undefined;

  constructor(args: GroupNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    const axis = axisIn(this.label, shape, this.settings.axis);
    const channels = shape[axis];
    if (axis === 0 || shape.length < 2) {
      throw new ArgumentError(
        `${this.label}: axis must be that of the channels; axis ${this.settings.axis} of an input ${shapeText(shape)} is the batch.`,
      );
    }
    if (typeof channels !== 'number' || channels % this.groupsOf(channels) === 0) return;
    throw new ArgumentError(
      `${this.label}: ${channels} channels cannot be cut into ${this.settings.groups} groups. Use a divisor of ${channels}.`,
    );
  }

  protected override fixedAxes(shape: Shape): number[] {
    return [axisIn(this.label, shape, this.settings.axis)];
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    const channels = knownLength(this.label, shape, settings.axis);
    // Keras keeps the number from here on, and saves it.
    settings.groups = this.groupsOf(channels);
    const size = [channels];
    if (settings.scale) {
      this.gamma = this.weight('gamma', size, {
        initializer: settings.gammaInitializer,
        regularizer: settings.gammaRegularizer,
        constraint: settings.gammaConstraint,
      });
    }
    if (!settings.center) return;
    this.beta = this.weight('beta', size, {
      initializer: settings.betaInitializer,
      regularizer: settings.betaRegularizer,
      constraint: settings.betaConstraint,
    });
  }

  protected override compute(x: Tensor): Tensor {
    const [axis] = this.fixedAxes(x.shape) as [number];
    const batch = x.shape[0]!;
    const channels = x.shape[axis]!;
    const groups = this.groupsOf(channels);
    const before = x.shape.slice(1, axis).reduce((a, b) => a * b, 1);
    const after = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const grouped = tf.reshape(x, [batch, before, groups, (channels / groups) * after]);
    const normal = tf.reshape(standardize(grouped, [1, 3], this.settings.epsilon), x.shape);
    const broadcast = x.shape.map((size, index) => (index === axis ? size : 1));
    return scaledAndCentered(normal, this.gamma?.read(), this.beta?.read(), broadcast);
  }

  private groupsOf(channels: number): number {
    return this.settings.groups === -1 ? channels : this.settings.groups;
  }
}
tf.serialization.registerClass(GroupNormalization);
