/** A layer around others, whose weights it has. */
import type { Shape, serialization } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Reader, Schema } from './arguments.js';
import { show } from './arguments.js';
import { KerasLayer, type Weight } from './kerasLayer.js';
import type { AnyLayer } from './layer.js';
import type { LayerPart } from './layerParts.js';

/** Reads a layer: itself, or as it stands in a saved model. */
export const layerArgument: Reader<AnyLayer> = (value, where) => {
  if (value instanceof tf.layers.Layer) return value;
  if (typeof value === 'object' && value !== null && 'className' in value) {
    const { className, config } = value as { className: unknown; config?: serialization.ConfigDict };
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const known = Object.hasOwn(classNameMap, String(className))
      ? classNameMap[String(className)]
      : undefined;
    if (known !== undefined && known[0].prototype instanceof tf.layers.Layer) {
      // tfjs keeps all classes in one map, typed as their base class; the line above has looked.
      return known[1](known[0], config ?? {}) as unknown as AnyLayer;
    }
  }
  throw new ArgumentError(
    `${where} must be a layer, as in layers.dense({ units: 8 }); received ${show(value)}.`,
  );
};

export abstract class WrapperLayer<S extends Schema> extends KerasLayer<S> {
  /** The layers inside, in the order of their weights. */
  abstract get parts(): LayerPart[];

  /** None as long as tfjs's constructor runs. */
  private get inside(): AnyLayer[] {
    return this.settings === undefined ? [] : this.parts.map(({ layer }) => layer);
  }

  /** Gives the layers inside their weights. */
  protected buildInside(shape: Shape): void {
    for (const layer of this.inside) {
      if (layer.built && !isModel(layer)) continue;
      // As if it stood in a model of its own, so that names, models inside and disposal are as usual.
      layer.apply(tf.input({ batchShape: shape, name: `${this.name}_${layer.name}_input` }));
    }
  }

  override get trainable(): boolean {
    return super.trainable;
  }

  override set trainable(trainable: boolean) {
    super.trainable = trainable;
    for (const layer of this.inside) layer.trainable = trainable;
  }

  override get weights(): Weight[] {
    return this.inside.flatMap((layer) => layer.weights as Weight[]);
  }

  override get trainableWeights(): Weight[] {
    return this.trainable ? this.inside.flatMap((layer) => layer.trainableWeights as Weight[]) : [];
  }

  override get nonTrainableWeights(): Weight[] {
    const learning = new Set(this.trainableWeights);
    return this.weights.filter((weight) => !learning.has(weight));
  }

  override calculateLosses(): ReturnType<AnyLayer['calculateLosses']> {
    return [...super.calculateLosses(), ...this.inside.flatMap((layer) => layer.calculateLosses())];
  }

  override setFastWeightInitDuringBuild(isFast: boolean): void {
    super.setFastWeightInitDuringBuild(isFast);
    for (const layer of this.inside) layer.setFastWeightInitDuringBuild(isFast);
  }

  protected override disposeWeights(): number {
    return this.inside.reduce((sum, layer) => {
      const { numDisposedVariables } = layer.dispose();
      // tfjs counts a model once for itself, and once for where it stands.
      return sum + numDisposedVariables + (isModel(layer) ? layer.dispose().numDisposedVariables : 0);
    }, 0);
  }
}

function isModel(layer: AnyLayer): boolean {
  return layer instanceof tf.LayersModel;
}
