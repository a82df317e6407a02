/** Models. Mirrors keras.Sequential and keras.Model; each is a tf.LayersModel too. */
export { functional } from './functional.js';
export { Model, type ModelArgs } from './model.js';
export { Sequential, sequential } from './sequential.js';
