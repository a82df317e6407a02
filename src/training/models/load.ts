/** Models from files. Mirrors keras.models.load_model. */
import type { LayersModel, Sequential as TfjsSequential } from '@tensorflow/tfjs';
import type { ModelFactory } from '../../weights/config/modelFromKeras.js';
import { type LoadArgs, loadModel, modelFromConfig } from '../../weights/loadModel.js';
import { Model } from './model.js';
import { Sequential } from './sequential.js';

/** How files become models that can train. */
const factory: ModelFactory<TfjsSequential | LayersModel> = {
  sequential: (stack, name) => new Sequential({ layers: stack, name }) as unknown as TfjsSequential,
  functional: (inputs, outputs, name) => new Model({ inputs, outputs, name }) as unknown as LayersModel,
};

/**
 * Reads a model that Keras or cuaderno saved: `.keras`, a whole-model `.h5`, tfjs's `model.json` or its folder, or the
 * bytes of the first two. It comes compiled as it was, with the optimizer's state, so that training goes on.
 * @throws {DataError} if the file is missing, damaged, a trick, or holds weights only
 * @throws {ArgumentError} for layers that cuaderno does not have, and for Python code in the file
 * @example
 * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
 * const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'saved-')), 'model.keras');
 * await model.save(file);
 * const same = await models.load(file);
 */
export async function load(source: string | Uint8Array, args: LoadArgs = {}): Promise<Model> {
  return asModel(await loadModel(source, factory, args));
}

/**
 * A model from Keras's JSON, with new weights. Mirrors keras.models.model_from_json.
 * @param json the text that `model.toJSON()` here or `model.to_json()` in Keras gives, or its object
 * @throws {ArgumentError} for layers that cuaderno does not have
 * @throws {DataError} for JSON that is no model
 * @example
 * const model = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
 * const fresh = models.fromConfig(model.toJSON());
 */
export function fromConfig(json: string | object, args: Pick<LoadArgs, 'customObjects'> = {}): Model {
  return asModel(modelFromConfig(json, factory, args));
}

/** The factory makes ours, under the types of tfjs. */
function asModel(model: LayersModel): Model {
  return model as unknown as Model;
}
