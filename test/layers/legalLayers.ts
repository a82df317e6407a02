/** Random legal arguments and inputs for every layer of the library, by the names of their functions. */
import { layers } from '../../src/index.js';
import { augmentations } from './legalAugmentations.js';
import { batchShape, type Draw, formats, type Recipe, sizes } from './legalDraws.js';

const smooth = ['linear', 'tanh', 'sigmoid', 'gelu', 'softplus', null] as const;

function windowArgs(draw: Draw, places: number, canBoth: boolean): Record<string, unknown> {
  const dilates = draw.integer(0, 2) === 0;
  return {
    kernelSize: sizes(draw, places, 1, 3),
    strides: dilates && !canBoth ? undefined : draw.maybe(sizes(draw, places, 1, 3)),
    dilationRate: dilates ? sizes(draw, places, 1, 2) : undefined,
    padding: draw.maybe(draw.one('valid', 'same')),
    activation: draw.maybe(draw.one(...smooth)),
    useBias: draw.maybe(draw.one(true, false)),
    dataFormat: draw.one(...formats),
    activityRegularizer: draw.maybe('l2'),
    biasInitializer: draw.maybe('randomNormal'),
  };
}

function formatOf(args: Record<string, unknown>): string {
  return String(args.dataFormat);
}

const convolution =
  (places: number): Recipe =>
  (draw) => {
    const groups = draw.one(1, 1, 2, 3);
    const args = {
      ...windowArgs(draw, places, false),
      filters: groups * draw.integer(1, 3),
      groups: draw.maybe(groups) === undefined ? undefined : groups,
      kernelRegularizer: draw.maybe('l1l2'),
      kernelConstraint: draw.maybe('maxNorm'),
      kernelInitializer: draw.maybe(draw.one('heNormal', 'lecun_uniform', 'orthogonal')),
    };
    const shape = batchShape(draw, places, groups * draw.integer(1, 2), formatOf(args));
    const isCausal = places === 1 && draw.integer(0, 2) === 0;
    return { args: isCausal ? { ...args, padding: 'causal' } : args, shapes: [shape] };
  };

const transposed =
  (places: number): Recipe =>
  (draw) => {
    const args = { ...windowArgs(draw, places, false), filters: draw.integer(1, 3) };
    return { args, shapes: [batchShape(draw, places, draw.integer(1, 3), formatOf(args), 2)] };
  };

const depthwise =
  (places: number, isSeparable: boolean): Recipe =>
  (draw) => {
    const args = {
      ...windowArgs(draw, places, true),
      depthMultiplier: draw.maybe(draw.integer(1, 2)),
      depthwiseRegularizer: draw.maybe('l1'),
      ...(isSeparable ? { filters: draw.integer(1, 4), pointwiseConstraint: draw.maybe('nonNeg') } : {}),
    };
    return { args, shapes: [batchShape(draw, places, draw.integer(1, 3), formatOf(args))] };
  };

const pooling =
  (places: number): Recipe =>
  (draw) => {
    const args = {
      poolSize: draw.maybe(sizes(draw, places, 1, 3)),
      strides: draw.maybe(sizes(draw, places, 1, 3)),
      padding: draw.maybe(draw.one('valid', 'same')),
      dataFormat: draw.one(...formats),
    };
    const shape = batchShape(draw, places, draw.integer(1, 2), args.dataFormat, 3);
    return { args, shapes: [shape], numbers: 'distinct' };
  };

const globalPooling =
  (places: number): Recipe =>
  (draw) => {
    const args = { keepdims: draw.maybe(draw.one(true, false)), dataFormat: draw.one(...formats) };
    const shape = batchShape(draw, places, draw.integer(1, 3), args.dataFormat, 2);
    return { args, shapes: [shape], numbers: 'distinct' };
  };

const adaptivePooling =
  (places: number): Recipe =>
  (draw) => {
    const args = { outputSize: sizes(draw, places, 1, 4), dataFormat: draw.one(...formats) };
    const shape = batchShape(draw, places, draw.integer(1, 3), args.dataFormat, 2);
    return { args, shapes: [shape], numbers: 'distinct' };
  };

/** A shape of 2 to 4 axes. */
function anyShape(draw: Draw): number[] {
  return [draw.integer(1, 3), ...Array.from({ length: draw.integer(1, 3) }, () => draw.integer(2, 5))];
}

const elementwise =
  (args: (draw: Draw) => Record<string, unknown>): Recipe =>
  (draw) => ({ args: args(draw), shapes: [anyShape(draw)] });

const scaleAndCenter = (draw: Draw): Record<string, unknown> => ({
  center: draw.maybe(draw.one(true, false)),
  scale: draw.maybe(draw.one(true, false)),
  epsilon: draw.maybe(0.01),
  gammaInitializer: draw.maybe('heNormal'),
  gammaRegularizer: draw.maybe('l2'),
});

const spatialNoise =
  (places: number): Recipe =>
  (draw) => {
    const dataFormat = draw.one(...formats);
    return {
      args: { rate: draw.one(0, 0.3), seed: draw.maybe(7), ...(places === 1 ? {} : { dataFormat }) },
      shapes: [batchShape(draw, places, 3, places === 1 ? undefined : dataFormat, 2)],
    };
  };

const edges =
  (name: 'padding' | 'cropping', places: number): Recipe =>
  (draw) => {
    const pair = (): number[] => [draw.integer(0, 2), draw.integer(0, 2)];
    const each = places === 1 ? pair() : Array.from({ length: places }, () => draw.one<unknown>(1, pair()));
    const dataFormat = draw.one(...formats);
    return {
      args: { [name]: draw.maybe(draw.one<unknown>(draw.integer(0, 2), each)), dataFormat },
      shapes: [batchShape(draw, places, 2, dataFormat)],
    };
  };

const merge =
  (count: [number, number]): Recipe =>
  (draw) => {
    const shape = anyShape(draw);
    const stretched = (): number[] =>
      shape.map((size, axis) => (axis > 0 && draw.integer(0, 4) === 0 ? 1 : size));
    const others = Array.from({ length: draw.integer(...count) - 1 }, stretched);
    return { args: {}, shapes: [shape, ...others], numbers: 'distinct' };
  };

const recurrentArgs = (draw: Draw): Record<string, unknown> => ({
  units: draw.integer(1, 4),
  // Bounded: what grows with every step has slopes that no difference shows.
  activation: draw.maybe(draw.one('tanh', 'sigmoid', 'softsign')),
  useBias: draw.maybe(draw.one(true, false)),
  returnSequences: draw.maybe(draw.one(true, false)),
  goBackwards: draw.maybe(draw.one(true, false)),
  recurrentInitializer: draw.maybe('heNormal'),
  biasInitializer: draw.maybe('randomNormal'),
  recurrentRegularizer: draw.maybe('l2'),
  kernelConstraint: draw.maybe('maxNorm'),
  activityRegularizer: draw.maybe('l2'),
  dropout: draw.maybe(0.3),
  recurrentDropout: draw.maybe(0.2),
});

const recurrent =
  (args: (draw: Draw) => Record<string, unknown>): Recipe =>
  (draw) => ({ args: { ...recurrentArgs(draw), ...args(draw) }, shapes: [batchShape(draw, 1, 3)] });

/** Every layer with its recipe. */
export const legalLayers: Record<string, Recipe> = {
  ...augmentations,
  conv1D: convolution(1),
  conv2D: convolution(2),
  conv3D: convolution(3),
  conv1DTranspose: transposed(1),
  conv2DTranspose: transposed(2),
  depthwiseConv1D: depthwise(1, false),
  depthwiseConv2D: depthwise(2, false),
  separableConv1D: depthwise(1, true),
  separableConv2D: depthwise(2, true),
  ...Object.fromEntries(
    [1, 2, 3].flatMap((places): [string, Recipe][] => [
      ...['max', 'average', 'min'].map((kind): [string, Recipe] => [
        `${kind}Pooling${places}D`,
        pooling(places),
      ]),
      ...['Max', 'Average', 'Min'].map((kind): [string, Recipe] => [
        `global${kind}Pooling${places}D`,
        globalPooling(places),
      ]),
      ...['Max', 'Average'].map((kind): [string, Recipe] => [
        `adaptive${kind}Pooling${places}D`,
        adaptivePooling(places),
      ]),
      [`spatialDropout${places}D`, spatialNoise(places)],
      [`zeroPadding${places}D`, edges('padding', places)],
      [`cropping${places}D`, edges('cropping', places)],
    ]),
  ),
  upSampling1D: (draw) => ({
    args: { size: draw.maybe(draw.integer(1, 3)) },
    shapes: [batchShape(draw, 1, 2)],
  }),
  upSampling2D: (draw) => {
    const dataFormat = draw.one(...formats);
    const interpolation = draw.maybe(draw.one('nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'));
    const args = { size: draw.maybe(sizes(draw, 2, 1, 3)), interpolation, dataFormat };
    return { args, shapes: [batchShape(draw, 2, 2, dataFormat, 2)] };
  },
  upSampling3D: (draw) => {
    const dataFormat = draw.one(...formats);
    const args = { size: draw.maybe(sizes(draw, 3, 1, 2)), dataFormat };
    return { args, shapes: [batchShape(draw, 3, 2, dataFormat, 2)] };
  },
  activation: elementwise((draw) => ({ activation: draw.one(...layers.activationNames) })),
  reLU: elementwise((draw) => ({
    maxValue: draw.maybe(1),
    negativeSlope: draw.maybe(0.1),
    threshold: draw.one(0, undefined),
  })),
  leakyReLU: elementwise((draw) => ({ negativeSlope: draw.maybe(0.5) })),
  elu: elementwise((draw) => ({ alpha: draw.maybe(0.5) })),
  prelu: (draw) => {
    const shape = anyShape(draw);
    const sharedAxes = draw.maybe([draw.integer(1, shape.length - 1)]);
    return { args: { sharedAxes, alphaInitializer: draw.maybe('randomNormal') }, shapes: [shape] };
  },
  softmax: elementwise((draw) => ({ axis: draw.maybe(draw.one<unknown>(1, -1, [1, -1].slice(0, 1))) })),
  batchNormalization: (draw) => {
    const shape = anyShape(draw);
    const axis = draw.maybe(draw.one(-1, draw.integer(1, shape.length - 1)));
    return { args: { ...scaleAndCenter(draw), axis, momentum: draw.maybe(0.9) }, shapes: [shape] };
  },
  layerNormalization: (draw) => {
    const shape = anyShape(draw);
    const axis = draw.maybe(
      draw.one<unknown>(
        1,
        -1,
        shape.slice(1).map((_, index) => index + 1),
      ),
    );
    return { args: { ...scaleAndCenter(draw), axis }, shapes: [shape] };
  },
  groupNormalization: (draw) => {
    const groups = draw.one(1, 2, -1);
    const shape = [2, ...anyShape(draw).slice(1), 4];
    const args = { ...scaleAndCenter(draw), groups };
    return draw.integer(0, 1) === 0
      ? { args, shapes: [shape] }
      : { args: { ...args, axis: 1 }, shapes: [[2, 4, ...shape.slice(1, -1)]] };
  },
  instanceNormalization: (draw) => ({ args: scaleAndCenter(draw), shapes: [batchShape(draw, 2, 3)] }),
  rmsNormalization: elementwise((draw) => ({
    axis: draw.maybe(draw.one<unknown>(1, [-1])),
    epsilon: draw.maybe(0.01),
  })),
  unitNormalization: elementwise((draw) => ({ axis: draw.maybe(draw.one<unknown>(1, [-1])) })),
  normalization: (draw) => {
    const isGiven = draw.integer(0, 1) === 0;
    const values = isGiven ? { mean: [1, -1, 2], variance: [4, 0.5, 1] } : {};
    return {
      args: { ...values, invert: draw.maybe(draw.one(true, false)) },
      shapes: [batchShape(draw, 2, 3)],
    };
  },
  localResponseNormalization: (draw) => ({
    args: {
      depthRadius: draw.maybe(draw.integer(1, 3)),
      bias: draw.maybe(2),
      alpha: draw.maybe(0.01),
      beta: draw.maybe(0.75),
    },
    shapes: [batchShape(draw, 2, draw.integer(2, 7))],
  }),
  dropout: elementwise((draw) => ({ rate: draw.one(0, 0.5), seed: draw.maybe(3) })),
  gaussianNoise: elementwise((draw) => ({ stddev: draw.one(0, 0.5), seed: draw.maybe(3) })),
  gaussianDropout: elementwise((draw) => ({ rate: draw.one(0, 0.5) })),
  alphaDropout: elementwise((draw) => ({ rate: draw.one(0, 0.5) })),
  activityRegularization: elementwise((draw) => ({ l1: draw.maybe(0.1), l2: draw.maybe(0.1) })),
  flatten: elementwise((draw) => ({ dataFormat: draw.one(...formats) })),
  reshape: (draw) => {
    const target = [draw.integer(1, 3), draw.integer(1, 3), draw.integer(1, 3)];
    const size = target.reduce((a, b) => a * b, 1);
    const open = draw.integer(0, 3);
    const targetShape = target.map((length, axis) => (axis === open ? -1 : length));
    return { args: { targetShape }, shapes: [[draw.integer(1, 2), size]] };
  },
  permute: (draw) => ({
    args: { dims: draw.one([1, 2, 3], [3, 1, 2], [2, 3, 1], [2, 1, 3]) },
    shapes: [batchShape(draw, 2, 3)],
  }),
  repeatVector: (draw) => ({ args: { n: draw.integer(1, 4) }, shapes: [[2, draw.integer(1, 5)]] }),
  resizing: (draw) => {
    const dataFormat = draw.one(...formats);
    const fit = draw.one('cropToAspectRatio', 'padToAspectRatio', undefined);
    const args = {
      height: draw.integer(1, 9),
      width: draw.integer(1, 9),
      interpolation: draw.maybe(draw.one('nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5')),
      antialias: draw.maybe(draw.one(true, false)),
      ...(fit === undefined ? {} : { [fit]: true }),
      fillValue: draw.maybe(0.5),
      dataFormat,
    };
    return { args, shapes: [batchShape(draw, 2, 2, dataFormat, 2)] };
  },
  centerCrop: (draw) => {
    const dataFormat = draw.one(...formats);
    const args = { height: draw.integer(1, 9), width: draw.integer(1, 9), dataFormat };
    return { args, shapes: [batchShape(draw, 2, 2, dataFormat, 2)] };
  },
  rescaling: (draw) => ({
    args: { scale: draw.one<unknown>(0.5, [1, 2, 3]), offset: draw.maybe(draw.one<unknown>(1, [0, -1, 1])) },
    shapes: [batchShape(draw, 2, 3)],
  }),
  add: merge([1, 3]),
  subtract: merge([2, 2]),
  multiply: merge([1, 3]),
  average: merge([1, 3]),
  maximum: merge([1, 2]),
  minimum: merge([1, 2]),
  concatenate: (draw) => {
    const shape = anyShape(draw);
    const axis = draw.integer(1, shape.length - 1);
    const other = shape.map((size, at) => (at === axis ? draw.integer(1, 4) : size));
    return { args: { axis: draw.one(axis, axis - shape.length) }, shapes: [shape, other] };
  },
  dot: (draw) => {
    const [batch, length] = [draw.integer(1, 2), draw.integer(2, 4)];
    const a = draw.one([batch, length], [batch, 3, length]);
    const b = draw.one([batch, length], [batch, length, 2], [batch, length, 2, 2]);
    return {
      args: { axes: [a.length - 1, 1], normalize: draw.maybe(draw.one(true, false)) },
      shapes: [a, b],
    };
  },
  dense: (draw) => ({
    args: {
      units: draw.integer(1, 5),
      activation: draw.maybe(draw.one(...smooth, 'softmax')),
      useBias: draw.maybe(draw.one(true, false)),
      kernelRegularizer: draw.maybe({ className: 'OrthogonalRegularizer', config: { factor: 0.1 } }),
      biasConstraint: draw.maybe('nonNeg'),
      activityRegularizer: draw.maybe('l2'),
    },
    shapes: [anyShape(draw)],
  }),
  embedding: (draw) => ({
    args: { inputDim: 10, outputDim: draw.integer(1, 4), maskZero: draw.maybe(true) },
    shapes: [anyShape(draw)],
    numbers: 'indices',
  }),
  lambda: (draw) => ({ args: { function: draw.one('doubled', 'summed') }, shapes: [anyShape(draw)] }),
  identity: elementwise(() => ({})),
  squeezeExcite: (draw) => {
    const dataFormat = draw.one(...formats);
    const args = {
      ratio: draw.maybe(draw.integer(1, 4)),
      activation: 'tanh',
      useBias: draw.maybe(false),
      dataFormat,
    };
    return { args, shapes: [batchShape(draw, 2, draw.integer(1, 6), dataFormat, 2)] };
  },
  simpleRNN: recurrent(() => ({})),
  lstm: recurrent((draw) => ({
    recurrentActivation: draw.maybe(draw.one('softsign', 'tanh')),
    unitForgetBias: draw.maybe(false),
  })),
  gru: recurrent((draw) => ({
    recurrentActivation: draw.maybe(draw.one('softsign', 'tanh')),
    resetAfter: draw.maybe(false),
  })),
  bidirectional: (draw) => ({
    args: {
      layer: draw.one(
        layers.gru({ units: 2, returnSequences: true }),
        layers.lstm({ units: 3, dropout: 0.2 }),
        layers.simpleRNN({ units: 1 }),
      ),
      mergeMode: draw.maybe(draw.one('concat', 'sum', 'mul', 'ave')),
    },
    shapes: [batchShape(draw, 1, 3)],
  }),
  timeDistributed: (draw) => ({
    args: {
      layer: draw.one(
        layers.conv2D({ filters: 2, kernelSize: 2 }),
        layers.dense({ units: 3, kernelRegularizer: 'l2' }),
        layers.batchNormalization(),
        layers.flatten(),
      ),
    },
    shapes: [batchShape(draw, 3, 3, undefined, 3)],
  }),
};
