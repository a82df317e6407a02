/** The engine that this process computes with, chosen once when it is first imported. */
import { createRequire } from 'node:module';
import { EngineError } from '../errors.js';
import { freeForgottenTensors } from './memory/forgottenTensors.js';
import { loadNative, type TensorFlow } from './native/load.js';
import { nativeEngineFolder } from './native/places.js';
import { loadWasm } from './wasm/load.js';

export type { Scalar, SymbolicTensor, Tensor } from '@tensorflow/tfjs';

/** `tensorflow`: the native library. `wasm`: WebAssembly, slower. `cpu`: plain JavaScript, for comparison only. */
export type Backend = 'tensorflow' | 'wasm' | 'cpu';

/** Which engine runs, and why it is this one. */
export interface EngineDescription {
  backend: Backend;
  /** TensorFlow's version for the native engine, tfjs's for the others. */
  version: string;
  /** Why this engine was taken, in one sentence. */
  reason: string;
  /** The folder of the native library; undefined for the other engines. */
  library?: string;
}

const require = createRequire(import.meta.url);
const chosen = await choose();

/** Frees at once the tensors that nothing can reach any more; they are freed by themselves soon or later. */
export const collectForgottenTensors: () => void = freeForgottenTensors(chosen.tf);
// tfjs remembers the order of the last 100 models' layers, and with it the models and their weights.
chosen.tf.env().set('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES', 4);

/** TensorFlow.js on the chosen engine. A notebook uses this one, and never loads a second. */
export const tf: TensorFlow = chosen.tf;

/** Which engine runs, and why it is this one. */
export const engine: EngineDescription = chosen.description;

interface Choice {
  tf: TensorFlow;
  description: EngineDescription;
}

async function choose(): Promise<Choice> {
  const wish = process.env.CUADERNO_ENGINE ?? '';
  switch (wish) {
    case '':
      return firstThatWorks();
    case 'tensorflow':
      return native('asked for with CUADERNO_ENGINE=tensorflow');
    case 'wasm':
      return wasm('asked for with CUADERNO_ENGINE=wasm');
    case 'cpu':
      return plainJavaScript('asked for with CUADERNO_ENGINE=cpu');
    default:
      throw new EngineError(`CUADERNO_ENGINE is “${wish}”. Use tensorflow, wasm or cpu, or leave it unset.`);
  }
}

async function firstThatWorks(): Promise<Choice> {
  try {
    return native('TensorFlow’s own native library, the fastest');
  } catch (error) {
    const reason = firstLine((error as Error).message);
    console.warn(
      `cuaderno: the wasm engine runs, some ten times slower than TensorFlow’s library, which did not load (${reason}). To set it up: npm run setup`,
    );
    return wasm(`the native library did not load: ${reason}`);
  }
}

function native(reason: string): Choice {
  let tf: TensorFlow;
  try {
    tf = loadNative();
  } catch (error) {
    throw new EngineError(
      `TensorFlow’s native engine did not load: ${(error as Error).message}\nSet it up with: npm run setup`,
    );
  }
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return {
    tf,
    description: {
      backend: 'tensorflow',
      version: binding.TF_Version,
      reason,
      library: nativeEngineFolder(),
    },
  };
}

async function wasm(reason: string): Promise<Choice> {
  const tf = await loadWasm();
  return { tf, description: { backend: 'wasm', version: tf.version.tfjs, reason } };
}

async function plainJavaScript(reason: string): Promise<Choice> {
  const tf = require('@tensorflow/tfjs') as TensorFlow;
  quietCpuBackend(tf);
  await tf.setBackend('cpu');
  return { tf, description: { backend: 'cpu', version: tf.version.tfjs, reason } };
}

/** Keeps the plain JavaScript backend, which every TensorFlow.js has, from greeting the user with an advertisement for
 *  tfjs-node. */
export function quietCpuBackend(tf: TensorFlow): void {
  (tf.engine().findBackend('cpu') as unknown as { firstUse: boolean }).firstUse = false;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
