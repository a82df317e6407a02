/** Figures: numbers in, picture out. */

export { Figure, type FigureArgs } from './figure.js';
export { type ImageGridOptions, imageGrid } from './imageGrid.js';
export type { ImageSource, Images } from './images.js';
