/** ResNet50 with the names and the order of layers that keras.applications gives it, of any width. */
import { layers, models, type tf } from '../../src/index.js';

type Symbolic = ReturnType<typeof tf.input>;

export interface ResNetArgs {
  inputShape: readonly [number, number, number];
  /** Filters of the four stacks' bottlenecks; 64, 128, 256, 512 in the published network. */
  filters: readonly number[];
  /** Blocks of the four stacks. */
  blocks: readonly number[];
}

/** Without its top: [batch, height, width, 3] → [batch, height/32, width/32, 4 · filters[3]]. */
export function resNet50({ inputShape, filters, blocks }: ResNetArgs): models.Model {
  const image = layers.input({ shape: [...inputShape], name: 'image' });
  let x = apply(layers.zeroPadding2D({ padding: 3, name: 'conv1_pad' }), image);
  x = apply(layers.conv2D({ filters: 64, kernelSize: 7, strides: 2, name: 'conv1_conv' }), x);
  x = relu(normalized(x, 'conv1_bn'), 'conv1_relu');
  x = apply(layers.zeroPadding2D({ padding: 1, name: 'pool1_pad' }), x);
  x = apply(layers.maxPooling2D({ poolSize: 3, strides: 2, name: 'pool1_pool' }), x);
  for (const [stack, count] of blocks.entries()) {
    for (let block = 1; block <= count; block++) {
      const strides = block === 1 && stack > 0 ? 2 : 1;
      x = residual(x, filters[stack]!, strides, block === 1, `conv${stack + 2}_block${block}`);
    }
  }
  return models.functional({ inputs: image, outputs: x, name: 'resnet50' });
}

function residual(x: Symbolic, filters: number, strides: number, projects: boolean, name: string): Symbolic {
  const shortcut = projects
    ? normalized(convolved(x, 4 * filters, 1, strides, `${name}_0_conv`), `${name}_0_bn`)
    : x;
  let y = convolved(x, filters, 1, strides, `${name}_1_conv`);
  y = relu(normalized(y, `${name}_1_bn`), `${name}_1_relu`);
  y = convolved(y, filters, 3, 1, `${name}_2_conv`);
  y = relu(normalized(y, `${name}_2_bn`), `${name}_2_relu`);
  y = normalized(convolved(y, 4 * filters, 1, 1, `${name}_3_conv`), `${name}_3_bn`);
  const sum = layers.add({ name: `${name}_add` }).apply([shortcut, y]) as Symbolic;
  return relu(sum, `${name}_out`);
}

function convolved(
  x: Symbolic,
  filters: number,
  kernelSize: number,
  strides: number,
  name: string,
): Symbolic {
  return apply(layers.conv2D({ filters, kernelSize, strides, padding: 'same', name }), x);
}

function normalized(x: Symbolic, name: string): Symbolic {
  return apply(layers.batchNormalization({ epsilon: 1.001e-5, name }), x);
}

function relu(x: Symbolic, name: string): Symbolic {
  return apply(layers.activation({ activation: 'relu', name }), x);
}

function apply(layer: layers.Layer, x: Symbolic): Symbolic {
  return layer.apply(x) as Symbolic;
}
