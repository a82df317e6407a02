/** The addon that decodes JPEGs with the engine's own library. */
import { existsSync } from 'node:fs';
import { jpegAddonPath } from './native/places.js';
import { tensorFlowVersion } from './native/wheels.js';
import { engine } from './tensorflow.js';

/** Its path; undefined where another engine runs, whose process must not load TensorFlow besides. */
export function jpegAddon(): string | undefined {
  const fits = engine.backend === 'tensorflow' && engine.version === tensorFlowVersion;
  return fits && existsSync(jpegAddonPath()) ? jpegAddonPath() : undefined;
}
