import type { serialization } from '@tensorflow/tfjs';
import type { seededInitializer } from './initializers.js';

/** An initializer as it stands in a saved model. */
export function initializerConfig(
  initializer: ReturnType<typeof seededInitializer>,
): serialization.ConfigDict {
  return { className: initializer.getClassName(), config: initializer.getConfig() };
}
