/** A recurrent layer in both directions. Schuster & Paliwal 1997, "Bidirectional Recurrent Neural Networks". Mirrors
 *  keras.layers.Bidirectional. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { nullable, oneOf, optional, type Schema } from '../arguments.js';
import type { AnyLayer, CallArgs, Layer, LayerArgs } from '../layer.js';
import type { LayerPart } from '../layerParts.js';
import { onlyShape } from '../shapes.js';
import { layerArgument, WrapperLayer } from '../wrapperLayer.js';
import { RecurrentLayer } from './recurrentLayer.js';
import type { StateLayer } from './stateLayer.js';

/** Arguments of `layers.bidirectional`. */
export interface BidirectionalArgs extends LayerArgs {
  /** A recurrent layer, whose arguments both directions take; its own weights are not used. */
  layer: Layer | StateLayer;
  /** How the two outputs become one: side by side, or by elements; `none` gives both. Default `concat`. */
  mergeMode?: 'concat' | 'sum' | 'mul' | 'ave' | 'none';
  /** The layer for the other direction, with `goBackwards`. Default: as `layer`. */
  backwardLayer?: Layer | StateLayer | null;
}

/**
 * Reads a sequence from both ends, with weights for each direction.
 * @shape input [batch, steps, features] → output [batch, 2 · units] (`concat`) or [batch, units]; with `returnSequences`
 *   in the layer [batch, steps, …], both directions in the order of the steps; with `returnState` a list: the output, the
 *   states forward, the states backward
 * @throws {ArgumentError} for a layer that is not recurrent, and for two that do not go together
 * @example layers.bidirectional({ layer: layers.lstm({ units: 8 }), inputShape: [20, 3] }); // → 16
 */
export function bidirectional(args: BidirectionalArgs): Layer {
  return new Bidirectional(args) as Layer;
}

const schema = {
  layer: layerArgument,
  mergeMode: optional(oneOf(['concat', 'sum', 'mul', 'ave', 'none']), 'concat'),
  backwardLayer: nullable(layerArgument),
};

type Recurrent = RecurrentLayer<Schema>;

class Bidirectional extends WrapperLayer<typeof schema> {
  static readonly className = 'Bidirectional';
  private readonly forward: Recurrent;
  private readonly backward: Recurrent;

  constructor(args: BidirectionalArgs) {
    super(args, schema);
    this.supportsMasking = true;
    const { layer, backwardLayer } = this.settings;
    this.forward = this.copy(layer, 'forward', {});
    const other = { goBackwards: true };
    this.backward =
      backwardLayer === null ? this.copy(layer, 'backward', other) : this.copy(backwardLayer, 'backward', {});
    this.requirePair();
    this.settings.layer = this.forward;
    this.settings.backwardLayer = this.backward;
    if (!this.trainable) this.trainable = false;
  }

  override get parts(): LayerPart[] {
    return [
      { name: 'forward_layer', argument: 'layer', layer: this.forward },
      { name: 'backward_layer', argument: 'backwardLayer', layer: this.backward },
    ];
  }

  /** A layer of the same arguments; masked steps give 0, so that they can be turned around. */
  private copy(layer: AnyLayer, direction: string, changes: serialization.ConfigDict): Recurrent {
    if (!(layer instanceof RecurrentLayer)) {
      throw new ArgumentError(
        `${this.label}: layer must be a recurrent layer, as in layers.lstm({ units: 8 }); received a ${layer.getClassName()}.`,
      );
    }
    const config = layer.getConfig();
    const name = `${direction}_${layer.name.replace(`${direction}_`, '')}`;
    const kind = layer.constructor as unknown as serialization.SerializableConstructor<Recurrent> & {
      fromConfig: typeof RecurrentLayer.fromConfig;
    };
    return kind.fromConfig(kind, { ...config, zeroOutputForMask: config.returnSequences!, ...changes, name });
  }

  private requirePair(): void {
    const [a, b] = [this.forward.getConfig(), this.backward.getConfig()];
    if (a.goBackwards === b.goBackwards) {
      throw new ArgumentError(
        `${this.label}: one of the two layers must have goBackwards and the other not; both have ${a.goBackwards}.`,
      );
    }
    for (const name of ['returnSequences', 'returnState']) {
      if (a[name] === b[name]) continue;
      throw new ArgumentError(
        `${this.label}: both layers must have the same ${name}; received ${a[name]} and ${b[name]}.`,
      );
    }
  }

  override build(inputShape: Shape | Shape[]): void {
    this.buildInside(onlyShape(inputShape));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    const list = (layer: Recurrent): Shape[] => {
      const given = layer.computeOutputShape(onlyShape(shapes));
      return (Array.isArray(given[0]) ? given : [given]) as Shape[];
    };
    const [output, ...states] = list(this.forward) as [Shape, ...Shape[]];
    const [other, ...otherStates] = list(this.backward) as [Shape, ...Shape[]];
    const all = [...this.mergedShapes(output, other), ...states, ...otherStates];
    return all.length === 1 ? all[0]! : all;
  }

  private mergedShapes(a: Shape, b: Shape): Shape[] {
    const { mergeMode } = this.settings;
    if (mergeMode === 'none') return [a, b];
    const [units, others] = [a.at(-1)!, b.at(-1)!];
    if (mergeMode === 'concat') return [[...a.slice(0, -1), units + others]];
    if (units === others) return [a];
    throw new ArgumentError(
      `${this.label}: for mergeMode '${mergeMode}' both layers must have the same units; received ${units} and ${others}.`,
    );
  }

  override call(inputs: Tensor | Tensor[], args: CallArgs = {}): Tensor | Tensor[] {
    return tf.tidy(() => {
      const [sequence, ...states] = [inputs].flat() as [Tensor, ...Tensor[]];
      const half = states.length / 2;
      const run = (layer: Recurrent, given: Tensor[]): [Tensor, ...Tensor[]] =>
        [layer.apply([sequence, ...given], { ...args })].flat() as [Tensor, ...Tensor[]];
      const [output, ...ends] = run(this.forward, states.slice(0, half));
      const [reversed, ...otherEnds] = run(this.backward, states.slice(half));
      const other = output.rank === 3 ? tf.reverse(reversed, 1) : reversed;
      const all = [...this.merged(output, other), ...ends, ...otherEnds];
      return all.length === 1 ? all[0]! : all;
    });
  }

  private merged(a: Tensor, b: Tensor): Tensor[] {
    switch (this.settings.mergeMode) {
      case 'concat':
        return [tf.concat([a, b], -1)];
      case 'sum':
        return [tf.add(a, b)];
      case 'mul':
        return [tf.mul(a, b)];
      case 'ave':
        return [tf.mul(tf.add(a, b), 0.5)];
      case 'none':
        return [a, b];
    }
  }

  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    const [output, ...none] = [this.forward.computeMask(inputs, mask)].flat() as [Tensor, ...Tensor[]];
    const outputs = this.settings.mergeMode === 'none' ? [output, output] : [output];
    const all = [...outputs, ...none, ...none];
    return all.length === 1 ? output : all;
  }
}
tf.serialization.registerClass(Bidirectional);
