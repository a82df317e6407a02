/** Figures: numbers in, picture out. */

export type { HistoryLike } from './curves.js';
export { Figure, type FigureArgs, type FigureFrame } from './figure.js';
export { type GraphOptions, graph } from './graph.js';
export { type HistoryOptions, history } from './history.js';
export { type ImageGridOptions, imageGrid } from './imageGrid.js';
export type { ImageSource, Images } from './images.js';
export { type LiveHistoryCallback, liveHistory } from './liveHistory.js';
export { type PredictionGridOptions, predictionGrid } from './predictionGrid.js';
export { save } from './save.js';
