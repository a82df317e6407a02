/** Where the native engine's files lie. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import { platformName, tensorFlowVersion } from './wheels.js';

const require = createRequire(import.meta.url);

/** The cache's folder for TensorFlow's library, its headers and the addon built against them. */
export function nativeEngineFolder(): string {
  return path.join(cacheFolder(), 'engine', `tensorflow-${tensorFlowVersion}-${platformName}`);
}

/** The folder of the installed package @tensorflow/tfjs-node. */
export function tfjsNodeFolder(): string {
  return path.dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
}

/** The file that tfjs-node loads as its addon. */
export function installedAddonPath(): string {
  return path.join(tfjsNodeFolder(), 'lib', 'napi-v8', 'tfjs_binding.node');
}

/** Silences file descriptor 2 while TensorFlow is being loaded; lies beside the addon. */
export function hushAddonPath(): string {
  return path.join(path.dirname(installedAddonPath()), 'hush.node');
}

/** Keeps signals away from the threads that compute; lies beside the addon. */
export function signalsAddonPath(): string {
  return path.join(path.dirname(installedAddonPath()), 'signals.node');
}

/** Decodes JPEGs with what TensorFlow's library holds; lies beside the addon where it could be compiled. */
export function jpegAddonPath(): string {
  return path.join(path.dirname(installedAddonPath()), 'jpeg.node');
}

/** Does the loops over pixels; lies beside the addon where it could be compiled. */
export function pixelsAddonPath(): string {
  return path.join(path.dirname(installedAddonPath()), 'pixels.node');
}

/** The headers of Node's stable addon interface. */
export function nodeHeadersFolder(): string {
  return path.join(path.dirname(require.resolve('node-api-headers/package.json')), 'include');
}

/** The C++ source of `hush.node`. */
export function hushSourcePath(): string {
  return path.join(projectFolder(), 'src', 'engine', 'native', 'hush.cc');
}

/** The C++ source of `signals.node`. */
export function signalsSourcePath(): string {
  return path.join(projectFolder(), 'src', 'engine', 'native', 'signals.cc');
}

/** The C++ source of `jpeg.node`. */
export function jpegSourcePath(): string {
  return path.join(projectFolder(), 'src', 'engine', 'native', 'jpeg.cc');
}

/** The C++ source of `pixels.node`. */
export function pixelsSourcePath(): string {
  return path.join(projectFolder(), 'src', 'engine', 'native', 'pixels.cc');
}

/** The folder of package.json: this file runs as dist/src/engine/native/places.js. */
function projectFolder(): string {
  return path.resolve(import.meta.dirname, '..', '..', '..', '..');
}
