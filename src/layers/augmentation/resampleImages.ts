/** Images seen through projections, on every engine. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { type NativeBackend, nativeBackend, tf } from '../../engine/index.js';
import type { FillMode, GeometricInterpolation } from './augmentationArguments.js';
import { type ResamplePlan, resample, resampleGradient } from './resampleInJavaScript.js';

export interface ResampleArgs {
  fillMode: FillMode;
  fillValue: number;
  interpolation: GeometricInterpolation;
  /** The size of the output; the input's if left out. */
  size?: readonly [height: number, width: number];
}

/**
 * TensorFlow's own operation where it runs (ImageProjectiveTransformV3), the same in JavaScript elsewhere. The gradient
 * is exact (TensorFlow's is that of another projection) and read in JavaScript, so that a step in which something learns
 * before such a layer is not compiled. The caller disposes the tensor.
 * @shape images [batch, height, width, channels], transforms [batch or 1, 8] from output to input
 */
export function resampleImages(images: Tensor4D, transforms: Tensor, args: ResampleArgs): Tensor {
  const [batch, height, width, channels] = images.shape;
  const size = args.size ?? [height, width];
  const plan: ResamplePlan = { ...args, batch, channels, from: [height, width], to: size };
  const shape = [batch, ...size, channels];
  const withGradient = tf.customGrad((given, save) => {
    const backend = nativeBackend();
    const x = given as Tensor4D;
    const value =
      backend === undefined
        ? tf.tensor(resample(floats(x), floats(transforms), plan), shape)
        : byTensorFlow(backend, x, transforms, plan);
    (save as (tensors: Tensor[]) => void)([transforms]);
    const gradFunc = (upstream: Tensor, saved: Tensor[]): Tensor =>
      tf.tensor(resampleGradient(floats(upstream), floats(saved[0]!), plan), images.shape);
    return { value, gradFunc };
  });
  return withGradient(images);
}

function byTensorFlow(
  backend: NativeBackend,
  images: Tensor4D,
  transforms: Tensor,
  { to, fillMode, fillValue, interpolation }: ResamplePlan,
): Tensor {
  const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'interpolation', type: TF_ATTR_STRING, value: interpolation.toUpperCase() },
    { name: 'fill_mode', type: TF_ATTR_STRING, value: fillMode.toUpperCase() },
  ];
  return tf.tidy(() =>
    backend.executeSingleOutput('ImageProjectiveTransformV3', attributes, [
      images,
      transforms,
      tf.tensor1d([...to], 'int32'),
      tf.scalar(fillValue),
    ]),
  );
}

function floats(tensor: Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}
