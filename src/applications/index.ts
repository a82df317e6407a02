/** Published networks and what goes with them. */
export { type PreprocessMode, preprocessInput } from './preprocessInput.js';
