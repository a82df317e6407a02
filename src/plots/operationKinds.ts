/** TensorFlow's operations sorted for the eye: a color for each kind, and names that fit beside a mark. */
import { bluishGreen, otherGray, seriesColors } from './palette.js';
import type { word } from './words.js';

export interface OperationKind {
  title: Parameters<typeof word>[0];
  color: string;
}

const [blue, , , purple, orange, sky, black] = seriesColors;

const kinds = {
  product: { title: 'products', color: blue },
  pooling: { title: 'pooling', color: sky },
  elementwise: { title: 'elementwise', color: orange },
  sum: { title: 'sums', color: bluishGreen },
  move: { title: 'moves', color: otherGray },
  update: { title: 'update', color: purple },
  other: { title: 'others', color: black },
} as const satisfies Record<string, OperationKind>;

/** In the order of the legend. */
export const operationKinds: readonly OperationKind[] = Object.values(kinds);

/** What an update does is one kind, whatever it is made of. */
export const updateKind: OperationKind = kinds.update;

const patterns: readonly [RegExp, OperationKind][] = [
  [/Conv|MatMul/, kinds.product],
  [/Pool/, kinds.pooling],
  [/^(Sum|Mean|Max|Min|Prod|All|Any|ArgMax|ArgMin|BiasAddGrad|L2Loss|InTopK.*|TopK.*)$/, kinds.sum],
  [
    /^(Reshape|Cast|Identity|Fill|(Zeros|Ones)Like|Transpose|Concat.*|Slice|StridedSlice|Pad.*|OneHot|Gather.*|Pack|Unpack|Split.*|Tile|ExpandDims|Squeeze|Reverse.*|.*Variable.*|VarHandleOp)$/,
    kinds.move,
  ],
  [
    /^(Add.*|Sub|Mul|RealDiv|Div.*|Neg|Abs|Square.*|Sqrt|Rsqrt|Exp|Expm1|Log|Log1p|Pow|Maximum|Minimum|Greater.*|Less.*|Equal|NotEqual|Logical.*|Select.*|IsNan|Relu.*|Elu.*|Selu.*|Sigmoid.*|Tanh.*|Softplus.*|Floor.*|Sign|Round|LeakyRelu.*|Erf|SquaredDifference|BiasAdd|Prelu|ClipByValue|Step|Softmax|LogSoftmax)$/,
    kinds.elementwise,
  ],
  [/Apply/, kinds.update],
];

export function kindOf(operation: string): OperationKind {
  return patterns.find(([pattern]) => pattern.test(operation))?.[1] ?? kinds.other;
}

/** ∂x, ∂w and ∂b: the gradient with respect to an input, a kernel and a bias. */
const shortNames: Readonly<Record<string, string>> = {
  BatchMatMulV2: 'MatMul',
  SquaredDifference: 'Sq. Diff.',
  FusedBatchNormV3: 'BatchNorm',
  FusedBatchNormGradV3: 'BatchNorm ∂',
  AddV2: 'Add',
  RealDiv: 'Div',
  SelectV2: 'Select',
  BiasAddGrad: 'Bias ∂b',
  ReluGrad: 'Relu ∂x',
  LeakyReluGrad: 'Leaky ∂x',
  MaxPoolGrad: 'MaxPool ∂x',
  AvgPoolGrad: 'AvgPool ∂x',
};

/** In letters: what fits beside a mark. */
const longestName = 11;

export function shortName(operation: string): string {
  const known = shortNames[operation];
  if (known !== undefined) return known;
  const short = operation
    .replace(/BackpropInput(V2)?$/, ' ∂x')
    .replace(/BackpropFilter(V2)?$/, ' ∂w')
    .replace('DepthwiseConv2dNative', 'Depthwise')
    .replace(/^Stateless/, '');
  return short.length > longestName ? `${short.slice(0, longestName - 1)}…` : short;
}
