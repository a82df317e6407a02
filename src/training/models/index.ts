/** Models. Mirrors keras.Sequential and keras.Model; each is a tf.LayersModel too. */
export type { CustomObjects } from '../../weights/config/customObjects.js';
export type { LoadArgs } from '../../weights/loadModel.js';
export { functional } from './functional.js';
export { fromConfig, load } from './load.js';
export { Model, type ModelArgs } from './model.js';
export { Sequential, sequential } from './sequential.js';
export { type UnfreezeFromArgs, unfreezeFrom } from './unfreezeFrom.js';
