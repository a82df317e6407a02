import type { TrainStep } from './customStep.js';

/** What `fit` does when nothing else is said, for a step by hand that only adds to it: `super.trainStep(step)`. */
export const standardTrainStep: TrainStep = ({ gradients, apply }) => {
  const { loss, gradients: slopes } = gradients();
  apply(slopes);
  return { loss };
};
