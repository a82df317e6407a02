/** The engine's part of the set-up, told on the terminal. */

import { nativeEngineIsReady, provisionNativeEngine } from '../../src/engine/native/provision.js';
import { EngineError } from '../../src/errors.js';
import { stepProgress } from './stepProgress.js';

/**
 * Makes the native engine work if it does not yet. Where it cannot, says why, and that the slow one will run.
 * @returns whether the native engine is there
 */
export async function setUpEngine(): Promise<boolean> {
  if (await nativeEngineIsReady()) return true;
  const progress = stepProgress();
  try {
    await provisionNativeEngine(progress);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    progress.end();
    process.stderr.write(
      `cuaderno: TensorFlow’s native engine could not be set up:\n${error.message}\n` +
        'cuaderno: the wasm engine will run instead, some ten times slower. Once mended: npm run setup\n',
    );
    return false;
  } finally {
    progress.end();
  }
}
