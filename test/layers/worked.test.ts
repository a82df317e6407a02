/** The course's worked examples about layers, by the numbers of its decks. */
import { beforeEach, describe, expect, it } from 'vitest';
import { clearSession, layers, models, type Tensor, tf } from '../../src/index.js';

beforeEach(() => clearSession());

/** The image of W3. */
const image = [
  [1, 2, 1, 0],
  [2, 3, 1, 1],
  [3, 0, 0, 2],
  [1, 1, 2, 3],
];

/** What a layer makes of one image of one channel, row by row. */
function applied(layer: layers.Layer, rows: number[][], training = false): number[][] {
  return tf.tidy(() => {
    const x = tf.tensor(rows).reshape([1, rows.length, rows[0]!.length, 1]);
    const output = layer.apply(x, { training }) as Tensor;
    return tf.squeeze(output, [0, 3]).arraySync() as number[][];
  });
}

/** Output shape, without the batch, and parameters of a layer. */
function sizeOf(layer: layers.Layer): [number[], number] {
  models.sequential([layer]);
  return [(layer.outputShape as number[]).slice(1), layer.countParams()];
}

describe('W3: a filter over an image', () => {
  const filter = [
    [1, 0],
    [2, 1],
  ];
  const filtered = (args: { strides?: number; padding?: number }): number[][] => {
    const layer = layers.conv2D({ filters: 1, kernelSize: 2, useBias: false, strides: args.strides ?? 1 });
    const border = args.padding ?? 0;
    const padded = tf.tidy(() =>
      tf
        .pad(tf.tensor2d(image), [
          [border, border],
          [border, border],
        ])
        .arraySync(),
    ) as number[][];
    applied(layer, padded);
    tf.tidy(() => layer.setWeights([tf.tensor(filter).reshape([2, 2, 1, 1])]));
    return applied(layer, padded);
  };

  it('without padding', () => {
    expect(filtered({})).toEqual([
      [8, 9, 4],
      [8, 3, 3],
      [6, 4, 7],
    ]);
  });

  it('with padding 1 has a border more, and the same inside', () => {
    const padded = filtered({ padding: 1 });
    expect(padded.length).toBe(5);
    expect(padded.slice(1, -1).map((row) => row.slice(1, -1))).toEqual(filtered({}));
    // The corner sees 1 under the filter's last element only.
    expect(padded[0]![0]).toBe(1);
  });

  it('with stride 2 keeps every second', () => {
    expect(filtered({ strides: 2 })).toEqual([
      [8, 4],
      [6, 7],
    ]);
  });
});

describe('W5: output sizes (N + 2P − F)/S + 1', () => {
  it.each([
    [1, 5],
    [2, 3],
    // (7 − 3)/3 + 1 = 2.33: Keras, and so the layer, keeps the two whole positions.
    [3, 2],
  ])('7×7 with a 3×3 filter and stride %i gives %i', (strides, size) => {
    expect(sizeOf(layers.conv2D({ filters: 1, kernelSize: 3, strides, inputShape: [7, 7, 1] }))[0]).toEqual([
      size,
      size,
      1,
    ]);
  });

  it('7×7 with a 3×3 filter and padding 1 stays 7×7; 6×6 pooled by 2 is 3×3', () => {
    expect(
      sizeOf(layers.conv2D({ filters: 1, kernelSize: 3, padding: 'same', inputShape: [7, 7, 1] }))[0],
    ).toEqual([7, 7, 1]);
    expect(sizeOf(layers.maxPooling2D({ inputShape: [6, 6, 1] }))[0]).toEqual([3, 3, 1]);
  });
});

describe('W6: volumes and parameters', () => {
  it.each([
    // The deck says 270 and forgets the ten biases.
    [{ filters: 10, kernelSize: 3, padding: 'same', inputShape: [16, 16, 3] }, [16, 16, 10], 280],
    [{ filters: 10, kernelSize: 5, inputShape: [32, 32, 3] }, [28, 28, 10], 760],
    [{ filters: 6, kernelSize: 5, inputShape: [32, 32, 3] }, [28, 28, 6], 456],
    [{ filters: 4, kernelSize: 3, inputShape: [32, 32, 3] }, [30, 30, 4], 112],
    [{ filters: 6, kernelSize: 5, padding: 'same', inputShape: [32, 32, 3] }, [32, 32, 6], 456],
  ] as const)('%j', (args, shape, parameters) => {
    expect(sizeOf(layers.conv2D(args))).toEqual([shape, parameters]);
  });

  it('flattens 30×30×4 to 3600, and 96×96×100 to 921,600', () => {
    expect(sizeOf(layers.flatten({ inputShape: [30, 30, 4] }))[0]).toEqual([3600]);
    const large = layers.conv2D({ filters: 100, kernelSize: 3, padding: 'same', inputShape: [96, 96, 3] });
    models.sequential([large, layers.flatten()]);
    expect((large.outputShape as number[]).slice(1).reduce((a, b) => a * b)).toBe(921_600);
  });
});

describe('W7: a 1×1 bottleneck', () => {
  /** Multiplications of a convolution: one for every weight of the kernel at every place. */
  const multiplications = (stack: layers.Layer[]): number => {
    models.sequential(stack);
    return stack.reduce((sum, layer) => {
      const [height, width] = (layer.outputShape as number[]).slice(1);
      return sum + height! * width! * layer.getWeights()[0]!.size;
    }, 0);
  };

  it('saves nine of ten multiplications', () => {
    const direct = layers.conv2D({ filters: 32, kernelSize: 5, padding: 'same', inputShape: [28, 28, 192] });
    expect(multiplications([direct])).toBe(120_422_400);
    const reduce = layers.conv2D({ filters: 16, kernelSize: 1, inputShape: [28, 28, 192] });
    const expand = layers.conv2D({ filters: 32, kernelSize: 5, padding: 'same' });
    expect(multiplications([reduce, expand])).toBe(2_408_448 + 10_035_200);
  });
});

describe('W9 and W10: pooling', () => {
  const deck = [
    [29, 15, 28, 184],
    [0, 100, 70, 38],
    [12, 12, 7, 2],
    [12, 12, 45, 6],
  ];

  it('keeps the smallest of every window', () => {
    expect(applied(layers.minPooling2D(), deck)).toEqual([
      [0, 28],
      [12, 2],
    ]);
  });

  it('of the image of W3', () => {
    expect(applied(layers.averagePooling2D(), image)).toEqual([
      [2, 0.75],
      [1.25, 1.75],
    ]);
    expect(applied(layers.maxPooling2D(), image)).toEqual([
      [3, 1],
      [3, 3],
    ]);
  });

  it('adapts its windows to 3×3 outputs', () => {
    expect(applied(layers.adaptiveAveragePooling2D({ outputSize: 3 }), image)).toEqual([
      [2, 1.75, 0.75],
      [2, 1, 1],
      [1.25, 0.75, 1.75],
    ]);
    expect(applied(layers.adaptiveMaxPooling2D({ outputSize: 3 }), image)).toEqual([
      [3, 3, 1],
      [3, 3, 2],
      [3, 2, 3],
    ]);
  });

  it('shares the gradient of a maximum that several have', () => {
    const gradient = tf.tidy(() => {
      const x = tf.tensor4d([0, 0, 0, 0], [1, 2, 2, 1]);
      const layer = layers.globalMaxPooling2D();
      return tf
        .grad((input) => tf.sum(layer.apply(input) as Tensor))(x)
        .dataSync();
    });
    expect([...gradient]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('W12: dilated and transposed convolutions', () => {
  it('reach farther, or turn the sizes round', () => {
    const dilated = layers.conv2D({ filters: 1, kernelSize: 3, dilationRate: 2, inputShape: [9, 9, 1] });
    // A 3×3 filter at dilation 2 covers 5×5.
    expect(sizeOf(dilated)[0]).toEqual([5, 5, 1]);
    const turned = layers.conv2DTranspose({ filters: 1, kernelSize: 3, strides: 2, inputShape: [4, 4, 1] });
    // (4 − 1)·2 + 3.
    expect(sizeOf(turned)[0]).toEqual([9, 9, 1]);
  });
});

describe('W13: convolution backward, as sums', () => {
  it('agrees with the gradient', () => {
    tf.tidy(() => {
      const layer = layers.conv2D({ filters: 1, kernelSize: 2, useBias: false });
      applied(layer, image);
      const upstream = tf.randomNormal([1, 3, 3, 1], 0, 1, 'float32', 1);
      const dy = tf.squeeze(upstream, [0, 3]).arraySync() as number[][];
      const kernel = layer.trainableWeights[0]!.read() as ReturnType<typeof tf.variable>;
      const f = tf.squeeze(kernel, [2, 3]).arraySync() as number[][];
      const x = tf.tensor(image).reshape([1, 4, 4, 1]);
      const total = (input: Tensor): Tensor => tf.sum(tf.mul(layer.apply(input) as Tensor, upstream));
      // dL/dI[y][x] = Σ dL/dO[y − r][x − c] · F[r][c].
      const byInput = image.map((row, y) =>
        row.map((_, at) => {
          let sum = 0;
          for (const r of [0, 1]) for (const c of [0, 1]) sum += (dy[y - r]?.[at - c] ?? 0) * f[r]![c]!;
          return sum;
        }),
      );
      // dL/dF[r][c] = Σ I[y + r][x + c] · dL/dO[y][x].
      const byFilter = [0, 1].map((r) =>
        [0, 1].map((c) =>
          dy.reduce((sum, row, y) => row.reduce((part, d, at) => part + image[y + r]![at + c]! * d, sum), 0),
        ),
      );
      const { grads } = tf.variableGrads(() => total(x) as ReturnType<typeof tf.scalar>, [kernel]);
      const difference = (a: Tensor, b: number[][]): number =>
        tf.max(tf.abs(tf.sub(tf.reshape(a, [b.length, b.length]), tf.tensor(b)))).dataSync()[0]!;
      expect(difference(tf.grad(total)(x), byInput)).toBeLessThan(1e-5);
      expect(difference(Object.values(grads)[0]!, byFilter)).toBeLessThan(1e-5);
    });
  });
});

describe('W14: inverted dropout', () => {
  it('drops a value or doubles it at rate 0.5, and keeps the mean', () => {
    const layer = layers.dropout({ rate: 0.5, seed: 1 });
    const steps = 400;
    const sums = image.map((row) => row.map(() => 0));
    for (let step = 0; step < steps; step++) {
      applied(layer, image, true).forEach((row, y) => {
        row.forEach((value, x) => {
          expect([0, 2 * image[y]![x]!]).toContain(value);
          sums[y]![x]! += value;
        });
      });
    }
    // Six standard deviations of a mean of 400 values that are 0 or 2v.
    for (const [y, row] of image.entries()) {
      for (const [x, value] of row.entries()) {
        expect(Math.abs(sums[y]![x]! / steps - value)).toBeLessThanOrEqual((6 * value) / Math.sqrt(steps));
      }
    }
  });
});

describe('W15: which axes share a mean', () => {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const normal = (values: number[]): number[] => {
    const center = mean(values);
    const variance = mean(values.map((value) => (value - center) ** 2));
    return values.map((value) => (value - center) / Math.sqrt(variance + 0.001));
  };
  // [batch 2, height 1, width 2, channels 2], with places of the elements of each that share a mean.
  const x = [1, 2, 5, -1, 0, 3, 4, 8];
  it.each([
    [
      'batchNormalization',
      {},
      [
        [0, 2, 4, 6],
        [1, 3, 5, 7],
      ],
    ],
    [
      'layerNormalization',
      {},
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
    ],
    [
      'instanceNormalization',
      {},
      [
        [0, 2],
        [1, 3],
        [4, 6],
        [5, 7],
      ],
    ],
    [
      'groupNormalization',
      { groups: 1 },
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    ],
  ] as const)('%s', (name, args, shared) => {
    const expected: number[] = [];
    for (const places of shared) {
      for (const [index, value] of normal(places.map((place) => x[place]!)).entries())
        expected[places[index]!] = value;
    }
    const output = tf.tidy(() =>
      (layers[name](args).apply(tf.tensor(x, [2, 1, 2, 2]), { training: true }) as Tensor).dataSync(),
    );
    for (const [index, value] of expected.entries()) expect(output[index]).toBeCloseTo(value, 4);
  });
});

describe('W16: activations', () => {
  it('softmax sums to 1, and two linear layers are one', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([5, 4], 0, 3, 'float32', 2);
      const sums = tf.sum(layers.softmax().apply(x) as Tensor, 1).dataSync();
      for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
      const [first, second] = [layers.dense({ units: 6 }), layers.dense({ units: 3 })];
      const stacked = second.apply(first.apply(x) as Tensor) as Tensor;
      const [a, b] = first.getWeights() as [Tensor, Tensor];
      const [c, d] = second.getWeights() as [Tensor, Tensor];
      const one = layers.dense({ units: 3 });
      one.apply(x);
      one.setWeights([tf.matMul(a, c), tf.add(tf.matMul(tf.reshape(b, [1, 6]), c), d).reshape([3])]);
      expect(tf.max(tf.abs(tf.sub(one.apply(x) as Tensor, stacked))).dataSync()[0]).toBeLessThan(1e-4);
    });
  });
});
