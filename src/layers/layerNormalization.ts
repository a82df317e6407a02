/** Layer and group normalization. Ba, Kiros & Hinton 2016, "Layer Normalization"; Wu & He 2018, "Group Normalization".
 *  Mirrors keras.layers.LayerNormalization and GroupNormalization. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { onlyShape } from './arguments.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

export interface LayerNormalizationArgs extends LayerArgs {
  /** The axes that share a mean. Default −1, the last. */
  axis?: number | number[];
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Whether β is added. Default true. */
  center?: boolean;
  /** Whether γ multiplies. Default true. */
  scale?: boolean;
}

/**
 * γ · (x − mean) / √(variance + ε) + β, with a mean and a variance for every sample over the given axes.
 * @shape any → the same
 * @throws {ArgumentError} where an axis has no known length
 * @example layers.layerNormalization()
 */
export function layerNormalization(args: LayerNormalizationArgs = {}): Layer {
  return new LayerNormalization(named('layer_normalization', args));
}

class LayerNormalization extends tf.layers.Layer {
  static className = 'LayerNormalization';
  private readonly full;

  constructor(args: LayerNormalizationArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    const { axis = -1, epsilon = 0.001, center = true, scale = true } = args;
    this.full = { axis, epsilon, center, scale };
    this.supportsMasking = true;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const sizes = this.axesIn(shape).map((axis) => shape[axis] ?? null);
    if (sizes.some((size) => typeof size !== 'number')) {
      throw new ArgumentError(
        `layerNormalization "${this.name}": axis ${JSON.stringify(this.full.axis)} of [${shape.join(', ')}] has no known length.`,
      );
    }
    if (this.full.scale) this.addWeight('gamma', sizes, 'float32', tf.initializers.ones());
    if (this.full.center) this.addWeight('beta', sizes, 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs);
      const axes = this.axesIn(x.shape);
      const broadcast = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
      const { mean, variance } = tf.moments(x, axes, true);
      const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, this.full.epsilon)));
      return scaledAndShifted(this, normal, broadcast, this.full);
    });
  }

  private axesIn(shape: Shape): number[] {
    return [this.full.axis].flat().map((axis) => (axis < 0 ? shape.length + axis : axis));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.full };
  }
}
tf.serialization.registerClass(LayerNormalization);

export interface GroupNormalizationArgs extends LayerArgs {
  /** Into how many groups the channels are cut; −1: as many as there are channels. Default 32. */
  groups?: number;
  /** The axis of the channels; only the last one, −1. */
  axis?: number;
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Whether β is added. Default true. */
  center?: boolean;
  /** Whether γ multiplies. Default true. */
  scale?: boolean;
}

/**
 * Every sample's channels in groups, each group with a mean and a variance of its own over its channels and all places.
 * One group is layer normalization over a whole image, one a channel is instance normalization.
 * @shape input [batch, …, channels] → the same
 * @throws {ArgumentError} unless groups divides the channels
 * @example layers.groupNormalization({ groups: 8 })
 */
export function groupNormalization(args: GroupNormalizationArgs = {}): Layer {
  const { groups = 32, axis = -1 } = args;
  if (!Number.isInteger(groups) || (groups < 1 && groups !== -1)) {
    throw new ArgumentError(
      `groupNormalization: groups must be a positive whole number or −1; received ${groups}.`,
    );
  }
  if (axis !== -1)
    throw new ArgumentError(`groupNormalization: axis must be −1, the last; received ${axis}.`);
  return new GroupNormalization(named('group_normalization', args));
}

/**
 * Every channel of every sample with a mean and a variance of its own.
 * Ulyanov, Vedaldi & Lempitsky 2016, "Instance Normalization: The Missing Ingredient for Fast Stylization".
 * @shape input [batch, …, channels] → the same
 * @example layers.instanceNormalization()
 */
export function instanceNormalization(args: Omit<GroupNormalizationArgs, 'groups'> = {}): Layer {
  return new GroupNormalization({ ...named('instance_normalization', args), groups: -1 });
}

class GroupNormalization extends tf.layers.Layer {
  static className = 'GroupNormalization';
  private readonly full;

  constructor(args: GroupNormalizationArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    const { groups = 32, epsilon = 0.001, center = true, scale = true } = args;
    this.full = { groups, epsilon, center, scale };
    this.supportsMasking = true;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const channels = shape.at(-1);
    if (typeof channels !== 'number' || channels % this.groupsOf(channels) !== 0) {
      throw new ArgumentError(
        `groupNormalization "${this.name}": ${channels ?? 'unknown'} channels cannot be cut into ${this.full.groups} groups.`,
      );
    }
    if (this.full.scale) this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
    if (this.full.center) this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs);
      const channels = x.shape.at(-1)!;
      const groups = this.groupsOf(channels);
      const places = x.size / (x.shape[0]! * channels);
      const grouped = tf.reshape(x, [x.shape[0]!, places, groups, channels / groups]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const normal = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, this.full.epsilon)));
      return scaledAndShifted(this, tf.reshape(normal, x.shape), [channels], this.full);
    });
  }

  private groupsOf(channels: number): number {
    return this.full.groups === -1 ? channels : this.full.groups;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.full };
  }
}
tf.serialization.registerClass(GroupNormalization);

/** γ · x + β with the layer's weights, as far as it has them, in the shape that fits x. */
function scaledAndShifted(
  layer: Layer,
  x: Tensor,
  shape: number[],
  { scale, center }: { scale: boolean; center: boolean },
): Tensor {
  const weights = layer.weights.map((weight) => tf.reshape(weight.read(), shape));
  const scaled = scale ? tf.mul(x, weights.shift()!) : x;
  return center ? tf.add(scaled, weights.shift()!) : scaled;
}
