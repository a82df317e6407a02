/** Looking at augmentation before training with it. */
export { keepUnchanged } from './keepUnchanged.js';
export { type PreviewArgs, type PreviewImage, preview } from './preview.js';
