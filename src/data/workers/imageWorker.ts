/** What a thread of the pool runs. */
// biome-ignore lint/style/noDefaultExport: what the pool calls
export { renderImages as default } from './renderImages.js';
