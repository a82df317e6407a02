/** Saving a model and reading its weights, as methods. */
import type { io, LayersModel, NamedTensorMap } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type LoadWeightsArgs, loadWeights } from '../weights/loadWeights.js';
import { modelJson } from '../weights/modelJson.js';
import { modelBytes, type SaveArgs, saveModel } from '../weights/saveModel.js';
import { type SaveWeightsArgs, saveWeights } from '../weights/saveWeights.js';
import { modelWeights } from './modelWeights.js';

// biome-ignore lint/suspicious/noExplicitAny: TypeScript demands any[] of a mixin's constructor.
type Constructor<T> = new (...args: any[]) => T;

/** Adds both to a class of models, on top of its weights in Keras's order. */
export function modelFiles<Base extends Constructor<object>>(Base: Base) {
  class WithFiles extends modelWeights(Base) {
    /**
     * Saves the whole model: layers, weights, how it is trained, and where the optimizer was. The ending says how:
     * `.keras` (Keras 3's own form), `.h5` (its older one), `model.json` or a folder (tfjs's layers format). The file
     * appears whole or not at all. A URL such as `file://…` or an IOHandler goes to tfjs.
     * @throws {ArgumentError} for another ending, or a file that is there where `overwrite` is false
     * @throws {DataError} if it cannot be written
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'saved-')), 'model.keras');
     * await model.save(file);
     * const same = await models.load(file);
     */
    async save(target: string | io.IOHandler, args: SaveArgs & io.SaveConfig = {}): Promise<io.SaveResult> {
      if (typeof target === 'string' && !target.includes('://')) {
        await saveModel(asLayersModel(this), target, args);
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }
      return tf.LayersModel.prototype.save.call(asLayersModel(this), target, args);
    }

    /**
     * The bytes of a saved model, as `models.load` takes them.
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const copy = await models.load(await model.toBytes('keras'));
     */
    async toBytes(
      format: 'keras' | 'h5' = 'keras',
      args: Omit<SaveArgs, 'overwrite'> = {},
    ): Promise<Uint8Array> {
      return modelBytes(asLayersModel(this), format, args);
    }

    /**
     * Saves the weights alone, with the optimizer's state if the model has learned: `.weights.h5` (Keras 3), or
     * without the state `.h5` (Keras 2) or `.safetensors` (tensors called `layer/weight`).
     * @throws {ArgumentError} for another ending, or a file that is there where `overwrite` is false
     * @throws {DataError} if it cannot be written
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'saved-')), 'model.weights.h5');
     * await model.saveWeights(file);
     * await model.loadWeights(file);
     */
    async saveWeights(file: string, args: SaveWeightsArgs = {}): Promise<void> {
      await saveWeights(asLayersModel(this), file, args);
    }

    /**
     * Reads weights that Keras or cuaderno saved: `.weights.h5`, `.h5`, `.keras`, or `.safetensors` with tensors
     * that are called `layer/weight`, by path or as bytes. A file that does not fit leaves the model as it is. Named tensors go to tfjs's own method.
     * @throws {DataError} if the file is missing, damaged, or of another model
     * @throws {ArgumentError} for `byName` where the file knows no names
     */
    async loadWeights(
      source: string | Uint8Array | NamedTensorMap,
      args: LoadWeightsArgs = {},
    ): Promise<void> {
      const model = asLayersModel(this);
      if (typeof source === 'string' || source instanceof Uint8Array) await loadWeights(model, source, args);
      else tf.LayersModel.prototype.loadWeights.call(model, source);
    }

    /**
     * The model without its weights as JSON, which `models.fromConfig` here and `keras.models.model_from_json` read.
     * @example
     * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
     * const fresh = models.fromConfig(model.toJSON());
     */
    toJSON(unused?: unknown, returnString = true): string {
      // tfjs's own save asks for an object in tfjs's form, and for JSON.stringify both are texts.
      if (!returnString)
        return tf.LayersModel.prototype.toJSON.call(asLayersModel(this), unused, false) as string;
      return modelJson(asLayersModel(this));
    }
  }
  return WithFiles;
}

/** Our models are tfjs's at run time; only their types were narrowed to replace methods. */
function asLayersModel(model: object): LayersModel {
  return model as LayersModel;
}
