/** A layer whose output has its input's shape, and that lets masks pass. */
import type { Schema } from './arguments.js';
import { UnaryLayer } from './unaryLayer.js';

export abstract class ElementwiseLayer<S extends Schema> extends UnaryLayer<S> {
  constructor(given: object, schema: S) {
    super(given, schema);
    this.supportsMasking = true;
  }
}
