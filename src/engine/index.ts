/** Which TensorFlow runs the maths, and the random numbers that go with it. */
export { composite } from './composite.js';
export { copiedFloats } from './copiedFloats.js';
export { freshTensor, isObserved, onCondition, onEveryCall } from './everyCall.js';
export { gatherRows } from './gatherRows.js';
export { inJavaScript } from './inJavaScript.js';
export { jpegAddon } from './jpegAddon.js';
export { meanwhile } from './meanwhile.js';
export { type NativeBackend, nativeBackend } from './nativeBackend.js';
export { inPass, labelled } from './operationLabel.js';
export { type Precision, precision, setPrecision } from './precision.js';
export { type Distribution, randomTensor } from './randomTensor.js';
export { scaledBytes } from './scaledBytes.js';
export {
  currentSeed,
  nextSeed,
  type RandomGenerator,
  randomGenerator,
  randomState,
  restoreRandomState,
  setSeed,
} from './seed.js';
export {
  type Backend,
  type EngineDescription,
  engine,
  type Scalar,
  type SymbolicTensor,
  type Tensor,
  tf,
} from './tensorflow.js';
