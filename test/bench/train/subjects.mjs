/** Who trains: cuaderno, compiled and eager; Keras as it comes (its `jit_compile=False` made no difference here), and with
 *  the oneDNN operations that cuaderno asks for; PyTorch. */
import { fileURLToPath } from 'node:url';
import { ensurePythonEnvironment } from '../../../dist/kernel/lab/pythonEnvironment.js';

/** No contestant, but what of a step of ours is convolutions and matrix products, and so in oneDNN's hands. */
export const productsAlone = 'products alone';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The packages of the peers, pinned. */
const kerasPackages = ['keras==3.15.1', 'tf_keras==2.21.0', 'tensorflow-cpu==2.21.0', 'h5py==3.14.0'];
const torchPackages = ['torch==2.15.0', 'numpy==2.4.6'];

/** @param precision `float32`, or `bfloat16` for everybody's mixed precision */
export async function trainSubjects(progress, precision) {
  const keras = await ensurePythonEnvironment('test-keras', kerasPackages, progress);
  const torch = await ensurePythonEnvironment('bench-torch', torchPackages, progress);
  const ours = [process.execPath, file('./ourSubject.mjs')];
  if (precision === 'bfloat16') {
    const kerasCommand = [keras.python, file('./kerasSubject.py')];
    return [
      { name: 'cuaderno', command: ours, request: { precision: 'mixed_bfloat16' } },
      { name: 'cuaderno auto', command: ours, request: { precision: 'auto' } },
      { name: 'keras mixed_bfloat16', command: kerasCommand, request: { policy: 'mixed_bfloat16' } },
      {
        name: 'torch bfloat16',
        command: [torch.python, file('./torchSubject.py')],
        request: { policy: 'mixed_bfloat16' },
      },
    ];
  }
  return [
    { name: 'cuaderno', command: ours, request: {} },
    { name: 'eager', command: ours, request: { compile: false } },
    { name: 'keras', command: [keras.python, file('./kerasSubject.py')], request: {} },
    {
      name: 'keras with oneDNN',
      command: [keras.python, file('./kerasSubject.py')],
      request: {},
      environment: { TF_ENABLE_ONEDNN_OPTS: '1' },
    },
    { name: 'torch', command: [torch.python, file('./torchSubject.py')], request: {} },
    { name: productsAlone, command: ours, request: { onlyProducts: true } },
  ];
}
