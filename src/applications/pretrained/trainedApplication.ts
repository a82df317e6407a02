/** Networks with trained weights: ImageNet's, as Keras publishes them, or those of a file. */
import { ArgumentError, DataError } from '../../errors.js';
import { complaint, type Schema } from '../../layers/arguments.js';
import type { Model } from '../../training/models/model.js';
import { application, type Network } from '../application.js';
import type { ApplicationArgs } from '../applicationArgs.js';
import { providePublished } from './providePublished.js';
import type { PublishedFile } from './publishedFile.js';

/** A network with new weights is there at once. */
export type NewWeights = ApplicationArgs & { weights: null };

/** A network with trained weights is to be awaited: they come from a file. */
export type TrainedWeights = ApplicationArgs & { weights?: string };

/** Where ImageNet's weights for a network are. */
export interface ImageNetWeights {
  /** The heights and widths for which there are weights of their own. */
  sides: readonly number[];
  /** @throws {ArgumentError} if the network has a form that nobody trained */
  file(includeTop: boolean, side: number): PublishedFile;
}

export const usualSide = 224;

const imageNetClasses = 1000;

/**
 * Makes the model: at once with new weights, otherwise when they are read.
 * @param published undefined where nobody publishes ImageNet's weights in a file that could be fetched
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} from the promise, if the file cannot be had or does not fit; nothing is left then
 */
export function trainedApplication<S extends Schema>(
  network: Network<S>,
  args: ApplicationArgs,
  published?: ImageNetWeights,
): Model | Promise<Model> {
  const { weights = network.defaults?.weights ?? null } = args;
  if (weights === null) return application(network, { ...args, weights });
  return withTrainedWeights(network, args, weights, published);
}

async function withTrainedWeights<S extends Schema>(
  network: Network<S>,
  args: ApplicationArgs,
  weights: string,
  published: ImageNetWeights | undefined,
): Promise<Model> {
  const { label } = network;
  if (typeof weights !== 'string' || weights === '')
    throw complaint(`${label}: weights`, "null, 'imagenet' or a file's path", weights);
  const isImageNet = weights === 'imagenet';
  if (isImageNet && published === undefined) throw notPublished(label);
  const model = application(network, { ...args, weights: null });
  try {
    const file = isImageNet ? await imageNetFile(label, model, args, published!) : weights;
    await loadWithOrWithoutTop(network, args, model, file);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A file of the whole network serves one without its top, too. */
async function loadWithOrWithoutTop<S extends Schema>(
  network: Network<S>,
  args: ApplicationArgs,
  model: Model,
  file: string,
): Promise<void> {
  try {
    await model.loadWeights(file);
  } catch (error) {
    if (!(error instanceof DataError) || args.includeTop !== false) throw error;
    const { pooling: _, ...others } = args;
    const whole = application(network, { ...others, includeTop: true, weights: null });
    try {
      await whole.loadWeights(file).catch(() => {
        throw error;
      });
      for (const layer of model.layers) {
        if (layer.weights.length > 0) layer.setWeights(whole.getLayer(layer.name).getWeights());
      }
    } finally {
      whole.dispose();
    }
  }
}

function notPublished(label: string): ArgumentError {
  return new ArgumentError(
    `${label}: nobody publishes weights: 'imagenet' for it in a form that could be fetched. Give the path of a file ` +
      `(see docs/transfer.md), or write ${label}({ weights: null }) for new weights.`,
  );
}

function imageNetFile(
  label: string,
  model: Model,
  { includeTop = true, classes = imageNetClasses }: ApplicationArgs,
  published: ImageNetWeights,
): Promise<string> {
  const [, height, width, channels] = model.inputs[0]!.shape;
  if (channels !== 3)
    throw complaint(`${label}: with weights 'imagenet', images`, 'of three channels', channels);
  if (includeTop && classes !== imageNetClasses)
    throw complaint(
      `${label}: with weights 'imagenet' and the top, classes`,
      String(imageNetClasses),
      classes,
    );
  const isSide = typeof height === 'number' && height === width && published.sides.includes(height);
  const side = isSide ? height : usualSide;
  if (includeTop && (height !== side || width !== side)) {
    throw complaint(`${label}: with weights 'imagenet' and the top, inputShape`, `[${side}, ${side}, 3]`, [
      height,
      width,
      channels,
    ]);
  }
  return providePublished(published.file(includeTop, side), {
    otherwise: `Or give the path of another file as weights, or write ${label}({ weights: null }) for new weights.`,
  });
}
