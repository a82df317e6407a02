import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs';
import { hushAddonPath, installedAddonPath, signalsAddonPath } from './places.js';
import { replaceReluGradient } from './reluGradient.js';

/** tfjs with its native backend, as @tensorflow/tfjs-node exports it. */
export type TensorFlow = typeof tfjs;

const require = createRequire(import.meta.url);

/**
 * Loads @tensorflow/tfjs-node and makes it the current backend, without TensorFlow's start-up notices.
 * @throws the loader's own error where the addon or its library is missing or does not fit
 */
export function loadNative(): TensorFlow {
  quietTensorFlow();
  chooseFasterOperations();
  bringBackRemovedNodeFunctions();
  keepSignalsAway();
  loadAddonHushed();
  const tf = require('@tensorflow/tfjs-node') as TensorFlow;
  replaceReluGradient(tf);
  return tf;
}

/** Errors of TensorFlow reach the user as exceptions; what it logs beside them is for its own developers. */
function quietTensorFlow(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
}

/** TensorFlow takes oneDNN's convolutions and poolings by itself only on processors with AVX-512; with AVX2 they are the
 *  faster ones, too (a training step of a small CNN: 1.2 to 1.4 times). */
function chooseFasterOperations(): void {
  if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function bringBackRemovedNodeFunctions(): void {
  const removed = {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, replacement] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: replacement, configurable: true });
  }
}

/** A signal that reaches a thread within one of oneDNN's matrix products corrupts the heap (`signals.cc`). TensorFlow's
 *  threads inherit what this one takes, so this comes first. */
function keepSignalsAway(): void {
  if (!existsSync(signalsAddonPath())) return;
  (require(signalsAddonPath()) as { takeNoSignals(): void }).takeNoSignals();
}

/** tfjs-node asks for the same file afterwards and finds it loaded. */
function loadAddonHushed(): void {
  if (!existsSync(hushAddonPath())) return;
  const hushAddon = require(hushAddonPath()) as { hush(): void; unhush(): void };
  hushAddon.hush();
  try {
    require(installedAddonPath());
  } finally {
    hushAddon.unhush();
  }
}
