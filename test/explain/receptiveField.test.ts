import { describe, expect, it } from 'vitest';
import { layers, models, receptiveField, receptiveFieldByGradient } from '../../src/index.js';
import { leaves } from '../tensorCount.js';

type Symbol = ReturnType<typeof layers.input>;
type Stack = Parameters<typeof models.sequential>[0];

const conv = (args: Partial<Parameters<typeof layers.conv2D>[0]> = {}) =>
  layers.conv2D({ filters: 3, kernelSize: 3, activation: 'relu', ...args });
const inputShape = [24, 20, 2];

const stacks: Record<string, () => NonNullable<Stack>> = {
  'two convolutions and a pooling': () => [conv({ inputShape }), layers.maxPooling2D(), conv()],
  'strides with same padding': () => [
    conv({ inputShape, strides: 2, padding: 'same' }),
    conv({ padding: 'same', strides: 2, kernelSize: 4 }),
  ],
  'dilation, oblong filters': () => [
    conv({ inputShape, dilationRate: 2, kernelSize: [3, 2] }),
    conv({ kernelSize: [1, 4] }),
  ],
  'padding and cropping layers': () => [
    layers.zeroPadding2D({
      padding: [
        [3, 1],
        [2, 0],
      ],
      inputShape,
    }),
    conv({ strides: 2 }),
    layers.cropping2D({
      cropping: [
        [1, 0],
        [2, 1],
      ],
    }),
    layers.averagePooling2D({ poolSize: 3, strides: 1 }),
  ],
};

/** The part of a box that is inside of the image. */
function inside({ top, left, height, width }: { top: number; left: number; height: number; width: number }) {
  const [bottom, right] = [Math.min(top + height, inputShape[0]!), Math.min(left + width, inputShape[1]!)];
  const [first, start] = [Math.max(0, top), Math.max(0, left)];
  return { top: first, left: start, height: bottom - first, width: right - start };
}

describe('a receptive field', () => {
  it.each(Object.entries(stacks))('of %s is where the gradient is', (_, stack) => {
    const model = models.sequential(stack());
    const [, rows, columns] = model.outputs[0]!.shape as [number, number, number];
    for (const position of [
      [0, 0],
      [1, 2],
      [rows - 1, columns - 1],
    ] as const) {
      const { box } = receptiveField(model, { position });
      const measured = receptiveFieldByGradient(model, { position, samples: 200, seed: 3 });
      expect(measured.box, position.join()).toEqual(inside(box));
    }
  });

  it('of branches is around all that they see, also in a model inside another', () => {
    const image = layers.input({ shape: inputShape as [number, number, number] });
    const wide = conv({ kernelSize: 5, padding: 'same' }).apply(image) as Symbol;
    const tall = conv({ kernelSize: [7, 1], padding: 'same' }).apply(image) as Symbol;
    const inner = models.functional({
      inputs: image,
      outputs: layers.add({ name: 'sum' }).apply([wide, tall]),
    });
    const model = models.sequential([inner as never, conv({ name: 'last' })]);
    const field = receptiveField(model, { layer: 'last', position: [6, 6] });
    expect(field.size).toEqual([9, 7]);
    expect(receptiveFieldByGradient(model, { layer: 'last', position: [6, 6], samples: 100 }).box).toEqual(
      field.box,
    );
  });

  it('is largest in the middle: what lies at the edge counts less', () => {
    const model = models.sequential([
      conv({ inputShape, activation: 'linear', kernelInitializer: 'ones' }),
      conv({ activation: 'linear', kernelInitializer: 'ones' }),
    ]);
    const { influence, box } = receptiveFieldByGradient(model, { position: [4, 4], samples: 1 });
    // Two boxes of 3×3 convolved with each other: 1 2 3 2 1 in each direction.
    const row = influence[6]!.slice(box!.left, box!.left + box!.width);
    for (const [index, share] of [1 / 3, 2 / 3, 1, 2 / 3, 1 / 3].entries())
      expect(row[index]).toBeCloseTo(share, 5);
  });

  it('says where there is none', () => {
    const model = models.sequential([
      conv({ inputShape }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 2 }),
    ]);
    expect(() => receptiveField(model, { layer: 'flat' })).toThrow(
      'every element of "flat" sees the whole image',
    );
    expect(() => receptiveField(model, { position: [22, 0] })).toThrow('inside the 22×18 places');
    expect(() => receptiveField(model, { layer: 'nowhere' })).toThrow('Its layers: ');
    const growing = models.sequential([layers.upSampling2D({ name: 'up', inputShape }), conv()]);
    expect(() => receptiveField(growing)).toThrow('"up" makes feature maps larger');
  });

  it('leaves no tensors', async () => {
    const model = models.sequential([conv({ inputShape })]);
    await leaves(0, async () => receptiveFieldByGradient(model));
  });
});
