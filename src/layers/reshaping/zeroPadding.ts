/** Zeros around. Mirrors keras.layers.ZeroPadding1D, ZeroPadding2D and ZeroPadding3D. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional, type Reader } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { bothEnds, type Ends, sides } from './sides.js';

/** Arguments of `layers.zeroPadding1D`. */
export interface ZeroPadding1DArgs extends LayerArgs {
  /** How many zeros before and after. Default 1. */
  padding?: number | Ends;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.zeroPadding2D`. */
export interface ZeroPadding2DArgs extends LayerArgs {
  /** How many zeros on every side; [height, width]; or [[top, bottom], [left, right]]. Default 1. */
  padding?: number | [number | Ends, number | Ends];
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.zeroPadding3D`. */
export interface ZeroPadding3DArgs extends LayerArgs {
  /** How many zeros on every side; one number an axis; or a pair [beginning, end] an axis. Default 1. */
  padding?: number | [number | Ends, number | Ends, number | Ends];
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * Zeros before and after a sequence.
 * @shape input [batch, steps, channels] → output [batch, before + steps + after, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.zeroPadding1D({ padding: [2, 0], inputShape: [20, 4] }); // 20×4 → 22×4
 */
export function zeroPadding1D(args: ZeroPadding1DArgs = {}): Layer {
  return new ZeroPadding1D(args);
}

/**
 * Zeros around an image.
 * @shape input [batch, height, width, channels] → output [batch, height + 2·padding, width + 2·padding, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.zeroPadding2D({ padding: 1, inputShape: [32, 32, 3] }); // 32×32×3 → 34×34×3
 */
export function zeroPadding2D(args: ZeroPadding2DArgs = {}): Layer {
  return new ZeroPadding2D(args);
}

/**
 * Zeros around a volume.
 * @shape input [batch, depth, height, width, channels] → output [batch, depth + 2·padding, …, …, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.zeroPadding3D({ padding: 1, inputShape: [8, 16, 16, 3] }); // 8×16×16×3 → 10×18×18×3
 */
export function zeroPadding3D(args: ZeroPadding3DArgs = {}): Layer {
  return new ZeroPadding3D(args);
}

const schemaFor = (places: number) => {
  const read: Reader<number[] | Ends[]> = places === 1 ? bothEnds : sides(places);
  const ones = (): number[] | Ends[] => read(1, '');
  return { padding: optional(read, ones), dataFormat };
};

abstract class ZeroPadding extends SpatialLayer<ReturnType<typeof schemaFor>> {
  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
  ) {
    super(args, schemaFor(places));
  }

  private get around(): Ends[] {
    const { padding } = this.settings;
    return (this.places === 1 ? [padding] : padding) as Ends[];
  }

  protected override shapeLast(shape: Shape): Shape {
    const padded = this.around.map(([before, after], axis) => {
      const length = shape[axis + 1] ?? null;
      return length === null ? null : before + length + after;
    });
    return [shape[0]!, ...padded, shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    return tf.pad(x, [[0, 0], ...this.around, [0, 0]]);
  }
}

class ZeroPadding1D extends ZeroPadding {
  static readonly className = 'ZeroPadding1D';

  constructor(args: ZeroPadding1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(ZeroPadding1D);

class ZeroPadding2D extends ZeroPadding {
  static readonly className = 'ZeroPadding2D';

  constructor(args: ZeroPadding2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(ZeroPadding2D);

class ZeroPadding3D extends ZeroPadding {
  static readonly className = 'ZeroPadding3D';

  constructor(args: ZeroPadding3DArgs) {
    super(args, 3);
  }
}
tf.serialization.registerClass(ZeroPadding3D);
