/** What transposed convolutions over one and two axes have in common. Dumoulin & Visin 2016, "A guide to convolution
 *  arithmetic for deep learning". tfjs's own ignores dilation. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { lengths, nullable } from '../arguments.js';
import type { Weight } from '../kerasLayer.js';
import { knownLength } from '../shapes.js';
import { kernelSchema, windowSchema } from './convolutionArguments.js';
import { requireOneStep } from './convolutionLayer.js';
import { withUncovered } from './coveredPlaces.js';
import { FilterLayer } from './filterLayer.js';
import { spreadKernel } from './spreadKernel.js';

const schemaFor = (places: number) => ({
  ...windowSchema(places, ['valid', 'same']),
  ...kernelSchema,
  outputPadding: nullable(lengths(places, 0)),
});

export abstract class TransposedConvolutionLayer extends FilterLayer<ReturnType<typeof schemaFor>> {
  private kernel: Weight | undefined;

  protected constructor(
    args: object,
    protected readonly places: 1 | 2,
  ) {
    super(args, schemaFor(places));
    const { strides, dilationRate } = this.settings;
    requireOneStep(this.kind, strides, dilationRate);
    this.requireOutputPadding();
  }

  private requireOutputPadding(): void {
    const { outputPadding, strides, padding } = this.settings;
    if (outputPadding === null) return;
    const shown = `received ${JSON.stringify(outputPadding)} with strides ${JSON.stringify(strides)}.`;
    if (outputPadding.some((rows, axis) => rows >= strides[axis]!)) {
      throw new ArgumentError(
        `${this.kind}: outputPadding must be at least 0 and below the strides; ${shown}`,
      );
    }
    // Otherwise the convolution that this one runs backwards would give one position fewer than there are inputs.
    const isLost = (axis: number): boolean => this.reach(axis) % 2 === 0 && outputPadding[axis] === 0;
    if (padding === 'same' && this.settings.kernelSize.some((_, axis) => isLost(axis))) {
      throw new ArgumentError(
        `${this.kind}: outputPadding must be at least 1 where a filter's length is even and padding is 'same'; ${shown}`,
      );
    }
  }

  /** The length of a filter with its dilation. */
  private reach(axis: number): number {
    const { kernelSize, dilationRate } = this.settings;
    return (kernelSize[axis]! - 1) * dilationRate[axis]! + 1;
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    const channels = knownLength(this.label, this.lastOf(shape), -1);
    this.kernel = this.weight('kernel', [...settings.kernelSize, settings.filters, channels], {
      initializer: settings.kernelInitializer,
      regularizer: settings.kernelRegularizer,
      constraint: settings.kernelConstraint,
    });
    this.makeBias(settings.filters);
  }

  protected override shapeLast(shape: Shape): Shape {
    const places = this.settings.kernelSize.map((_, axis) =>
      this.outputLength(shape[axis + 1] ?? null, axis),
    );
    return [shape[0]!, ...places, this.settings.filters];
  }

  private outputLength(length: number | null, axis: number): number | null {
    if (length === null) return null;
    const { strides, padding, outputPadding } = this.settings;
    const reach = this.reach(axis);
    const stride = strides[axis]!;
    if (outputPadding !== null) {
      const kept = padding === 'same' ? reach % 2 : reach;
      return (length - 1) * stride + kept + outputPadding[axis]!;
    }
    return padding === 'same' ? length * stride : (length - 1) * stride + Math.max(reach, stride);
  }

  protected override computeLast(x: Tensor): Tensor {
    const { dilationRate, strides, padding } = this.settings;
    const spread = spreadKernel(this.kernel!.read(), dilationRate);
    const shape = this.shapeLast(x.shape) as number[];
    const linear =
      this.places === 1
        ? tf.squeeze(inOneRow(x, spread, shape, strides[0]!, padding), [1])
        : transposed(
            x as Tensor4D,
            spread as Tensor4D,
            shape as Places4,
            strides as [number, number],
            padding,
          );
    const shifted = this.bias === undefined ? linear : tf.add(linear, this.bias.read());
    return this.activated(shifted);
  }
}

type Places4 = [number, number, number, number];

function transposed(
  x: Tensor4D,
  kernel: Tensor4D,
  shape: Places4,
  strides: [number, number],
  padding: 'valid' | 'same',
): Tensor {
  const [, height, width] = x.shape;
  const [rows, columns] = kernel.shape;
  return withUncovered([height, width], [rows, columns], strides, shape, (reached) =>
    tf.conv2dTranspose(x, kernel, reached, [...strides], padding),
  );
}

/** A sequence as an image of one row. */
function inOneRow(
  x: Tensor,
  kernel: Tensor,
  shape: number[],
  stride: number,
  padding: 'valid' | 'same',
): Tensor {
  const image = tf.expandDims(x, 1) as Tensor4D;
  const filter = tf.expandDims(kernel, 0) as Tensor4D;
  const [batch, steps, filters] = shape as [number, number, number];
  return transposed(image, filter, [batch, 1, steps, filters], [1, stride], padding);
}
