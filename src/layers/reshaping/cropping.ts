/** Cutting off the edges. Mirrors keras.layers.Cropping1D, Cropping2D and Cropping3D. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { optional, type Reader } from '../arguments.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';
import { type DataFormat, dataFormat, SpatialLayer } from '../spatialLayer.js';
import { bothEnds, type Ends, sides } from './sides.js';

/** Arguments of `layers.cropping1D`. */
export interface Cropping1DArgs extends LayerArgs {
  /** How many steps are cut off at the beginning and at the end. Default 1. */
  cropping?: number | Ends;
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.cropping2D`. */
export interface Cropping2DArgs extends LayerArgs {
  /** How much is cut off on every side; [height, width]; or [[top, bottom], [left, right]]. Default 0. */
  cropping?: number | [number | Ends, number | Ends];
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of `layers.cropping3D`. */
export interface Cropping3DArgs extends LayerArgs {
  /** How much is cut off on every side; one number an axis; or a pair [beginning, end] an axis. Default 1. */
  cropping?: number | [number | Ends, number | Ends, number | Ends];
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/**
 * A sequence without its ends.
 * @shape input [batch, steps, channels] → output [batch, steps − before − after, channels]
 * @throws {ArgumentError} for illegal arguments, and where nothing would be left
 * @example layers.cropping1D({ cropping: [2, 0], inputShape: [20, 4] }); // 20×4 → 18×4
 */
export function cropping1D(args: Cropping1DArgs = {}): Layer {
  return new Cropping1D(args);
}

/**
 * An image without its edges.
 * @shape input [batch, height, width, channels] → output [batch, height − top − bottom, width − left − right, channels]
 * @throws {ArgumentError} for illegal arguments, and where nothing would be left
 * @example layers.cropping2D({ cropping: [[2, 2], [4, 4]], inputShape: [28, 28, 3] }); // 28×28×3 → 24×20×3
 */
export function cropping2D(args: Cropping2DArgs = {}): Layer {
  return new Cropping2D(args);
}

/**
 * A volume without its edges.
 * @shape input [batch, depth, height, width, channels] → output [batch, depth − 2·cropping, …, …, channels]
 * @throws {ArgumentError} for illegal arguments, and where nothing would be left
 * @example layers.cropping3D({ cropping: 1, inputShape: [8, 16, 16, 3] }); // 8×16×16×3 → 6×14×14×3
 */
export function cropping3D(args: Cropping3DArgs = {}): Layer {
  return new Cropping3D(args);
}

const schemaFor = (places: number) => {
  const read: Reader<number[] | Ends[]> = places === 1 ? bothEnds : sides(places);
  // Keras's default for images is to cut off nothing, for sequences and volumes one.
  const usual = (): number[] | Ends[] => read(places === 2 ? 0 : 1, '');
  return { cropping: optional(read, usual), dataFormat };
};

abstract class Cropping extends SpatialLayer<ReturnType<typeof schemaFor>> {
  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
  ) {
    super(args, schemaFor(places));
  }

  private get around(): Ends[] {
    const { cropping } = this.settings;
    return (this.places === 1 ? [cropping] : cropping) as Ends[];
  }

  protected override requireLast(shape: Shape): void {
    for (const [axis, [before, after]] of this.around.entries()) {
      const length = shape[axis + 1];
      if (typeof length !== 'number' || before + after < length) continue;
      throw new ArgumentError(
        `${this.label}: cutting ${before} and ${after} off axis ${axis + 1} of an input ${shapeText(shape)} leaves nothing: ` +
          `${length} − ${before} − ${after} = ${length - before - after}.`.replace('-', '−'),
      );
    }
  }

  protected override shapeLast(shape: Shape): Shape {
    const cropped = this.around.map(([before, after], axis) => {
      const length = shape[axis + 1] ?? null;
      return length === null ? null : length - before - after;
    });
    return [shape[0]!, ...cropped, shape.at(-1)!];
  }

  protected override computeLast(x: Tensor): Tensor {
    const begin = [0, ...this.around.map(([before]) => before), 0];
    return tf.slice(x, begin, this.shapeLast(x.shape) as number[]);
  }
}

class Cropping1D extends Cropping {
  static readonly className = 'Cropping1D';

  constructor(args: Cropping1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(Cropping1D);

class Cropping2D extends Cropping {
  static readonly className = 'Cropping2D';

  constructor(args: Cropping2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(Cropping2D);

class Cropping3D extends Cropping {
  static readonly className = 'Cropping3D';

  constructor(args: Cropping3DArgs) {
    super(args, 3);
  }
}
tf.serialization.registerClass(Cropping3D);
