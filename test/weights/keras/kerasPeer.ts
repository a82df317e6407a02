/** Real Keras in a process of its own, for tests: an environment is installed once under the cache folder. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensurePythonEnvironment } from '../../../kernel/lab/pythonEnvironment.js';
import { type Tensor, tf } from '../../../src/index.js';

const packages = ['keras==3.15.1', 'tf_keras==2.21.0', 'tensorflow-cpu==2.21.0', 'h5py==3.14.0'];
const script = fileURLToPath(new URL('./kerasPeer.py', import.meta.url));

export interface PlainArray {
  shape: number[];
  data: number[];
}

/** `keras3`: Keras 3.15. `keras2`: tf_keras, the Keras 2 that TensorFlow goes on shipping. */
export type Framework = 'keras3' | 'keras2';

export interface SavedByKeras {
  files: { keras: string; whole: string; weights: string };
  json: string;
  inputs: PlainArray[];
  targets: PlainArray[];
  outputs: PlainArray[];
  names: string[];
  losses: number[];
}

export interface UsedByKeras {
  outputs: PlainArray[];
  losses: number[];
  optimizer?: string;
  iterations?: number;
}

/** A network of keras.applications. */
export interface KerasApplication {
  name: string;
  layers: string[];
  weights: [path: string, shape: number[]][];
}

/** The same with random weights, and what it predicts. */
export interface SavedApplication extends KerasApplication {
  file: string;
  inputs: PlainArray[];
  outputs: PlainArray[];
}

export interface KerasPeer {
  application(request: { name: string; args: object }): Promise<KerasApplication>;
  savedApplication(request: {
    /** Default `keras3`. */
    framework?: Framework;
    name: string;
    args: object;
    folder: string;
  }): Promise<SavedApplication>;
  save(request: { framework: Framework; model: string; folder: string }): Promise<SavedByKeras>;
  load(request: {
    framework: Framework;
    file: string;
    inputs: PlainArray[];
    targets?: PlainArray[];
    steps?: number;
  }): Promise<UsedByKeras>;
  loadWeights(request: {
    framework: Framework;
    file: string;
    model: string;
    inputs: PlainArray[];
  }): Promise<UsedByKeras>;
  fromJson(request: { framework: Framework; json: string }): Promise<{ parameters: number }>;
  close(): void;
}

/** What is missing for real Keras on this machine; undefined if nothing is. Installs it on the first call. */
export async function prepareKeras(): Promise<{ python: string } | { missing: string }> {
  try {
    return await ensurePythonEnvironment('test-keras', packages, { step: () => {}, advance: () => {} });
  } catch (error) {
    return { missing: `real Keras (${(error as Error).message.split('\n')[0]})` };
  }
}

/** Starts Keras. */
export function startKeras(python: string): KerasPeer {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  const ask = async <Answer>(request: object): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`Keras ended: ${complaints}`);
    const answer = JSON.parse(value) as Answer & { error?: string };
    if (answer.error !== undefined) throw new Error(`Keras: ${answer.error}`);
    return answer;
  };
  return {
    application: (request) => ask({ do: 'application', ...request }),
    savedApplication: (request) => ask({ do: 'application', ...request }),
    save: (request) => ask({ do: 'save', ...request }),
    load: (request) => ask({ do: 'load', ...request }),
    loadWeights: (request) => ask({ do: 'load_weights', ...request }),
    fromJson: (request) => ask({ do: 'from_json', ...request }),
    close: () => child.stdin.end(),
  };
}

export function tensorOf({ data, shape }: PlainArray): Tensor {
  return tf.tensor(data, shape);
}

export function plainOf(tensor: Tensor): PlainArray {
  return { shape: tensor.shape, data: Array.from(tensor.dataSync()) };
}
