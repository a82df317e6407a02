import tfjsNode from '@tensorflow/tfjs-node';

export const tf = tfjsNode;
export type { Tensor } from '@tensorflow/tfjs';
