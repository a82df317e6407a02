/** Which numbers share a mean and a deviation: batch, layer, instance and group normalization. Wu & He 2018, "Group
 *  Normalization", figure 2. */
import { Figure } from './figure.js';
import { ink, seriesColors } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.normalizationAxes`. */
export interface NormalizationAxesOptions {
  /** Images in the drawing. Default 4. */
  images?: number;
  /** Channels in the drawing. Default 6. */
  channels?: number;
  /** Groups of channels. Default 2. */
  groups?: number;
  title?: string;
}

interface Kind {
  name: 'batchNorm' | 'layerNorm' | 'instanceNorm' | 'groupNorm';
  /** Whether the numbers of image n and channel c are in the set that is marked. */
  has(image: number, channel: number): boolean;
  axes: string;
}

const places = 4;
const cell = 1;
/** A step along the places, drawn aslant. */
const [slantX, slantY] = [0.45, 0.38];

/**
 * A block of images × channels × places for each normalization; the colored numbers are brought to mean 0 and deviation 1
 * together, and so are all other sets of the same form.
 * @example plots.normalizationAxes();
 */
export function normalizationAxes(options: NormalizationAxesOptions = {}): Figure {
  const { images = 4, channels = 6, groups = 2 } = options;
  const group = Math.max(1, Math.floor(channels / groups));
  const kinds: Kind[] = [
    { name: 'batchNorm', has: (_, channel) => channel === 0, axes: 'N, H, W' },
    { name: 'layerNorm', has: (image) => image === 0, axes: 'C, H, W' },
    { name: 'instanceNorm', has: (image, channel) => image === 0 && channel === 0, axes: 'H, W' },
    { name: 'groupNorm', has: (image, channel) => image === 0 && channel < group, axes: `H, W, C/${groups}` },
  ];
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const wide = channels * cell + places * slantX + 2.6;
  const high = images * cell + places * slantY;
  const unitPx = 800 / (wide * kinds.length);
  const heightPx = (high + 2.6) * unitPx + 30;
  const shapes = kinds.flatMap((kind, index) => block(kind, index * wide + 1.3, high, images, channels));
  return new Figure({
    height: Math.round(heightPx) + titlePx,
    text: `${word('normalizationAxes')}: ${kinds.map(({ name, axes }) => `${word(name)} ${axes}`).join('; ')}.`,
    data: [{ type: 'scatter', x: [null], y: [null], hoverinfo: 'skip', showlegend: false }],
    layout: {
      ...title,
      margin: { l: 0, r: 0, t: titlePx, b: 0 },
      xaxis: { visible: false, range: [0, wide * kinds.length], fixedrange: true },
      yaxis: {
        visible: false,
        range: [high + 1.9, -heightPx / unitPx + high + 1.9],
        fixedrange: true,
        scaleanchor: 'x',
      },
      shapes,
      annotations: kinds.flatMap(({ name, axes }, index) => {
        const left = index * wide + 1.3;
        const middle = left + (channels * cell) / 2;
        const say = (x: number, y: number, text: string, more: object = {}) => ({
          x,
          y,
          text,
          showarrow: false,
          font: { size: 12 },
          ...more,
        });
        return [
          say(middle + (places * slantX) / 2, -0.25, `<b>${word(name)}</b><br>${word('meanOver')} ${axes}`, {
            yanchor: 'bottom',
            font: { size: 12.5 },
          }),
          say(middle, high + 0.15, word('channelsC'), { yanchor: 'top' }),
          say(left - 0.2, places * slantY + (images * cell) / 2, word('imagesN'), {
            textangle: -90,
            xanchor: 'right',
          }),
          say(
            left + channels * cell + places * slantX * 0.6 + 0.15,
            high - (places * slantY) / 2 + 0.25,
            'H, W',
            { xanchor: 'left', yanchor: 'middle' },
          ),
        ];
      }),
    },
  });
}

/** Front: images down, channels to the right. Above and beside it, the places go back. */
function block({ has }: Kind, left: number, bottom: number, images: number, channels: number): object[] {
  const top = bottom - images * cell;
  const face = (
    corners: readonly (readonly [number, number])[],
    isMarked: boolean,
    shade: number,
  ): object => ({
    type: 'path',
    path: `M${corners.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}Z`,
    fillcolor: isMarked ? seriesColors[0] : '#FFFFFF',
    opacity: isMarked ? shade : 1,
    line: { color: ink, width: 0.8 },
  });
  const shapes: object[] = [];
  for (let image = 0; image < images; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const [x, y] = [left + channel * cell, top + image * cell];
      shapes.push(
        face(
          [
            [x, y],
            [x + cell, y],
            [x + cell, y + cell],
            [x, y + cell],
          ],
          has(image, channel),
          0.95,
        ),
      );
    }
  }
  for (let place = 0; place < places; place++) {
    const [nearX, nearY, farX, farY] = [
      place * slantX,
      place * slantY,
      (place + 1) * slantX,
      (place + 1) * slantY,
    ];
    for (let channel = 0; channel < channels; channel++) {
      const x = left + channel * cell;
      shapes.push(
        face(
          [
            [x + nearX, top - nearY],
            [x + cell + nearX, top - nearY],
            [x + cell + farX, top - farY],
            [x + farX, top - farY],
          ],
          has(0, channel),
          0.6,
        ),
      );
    }
    for (let image = 0; image < images; image++) {
      const [x, y] = [left + channels * cell, top + image * cell];
      shapes.push(
        face(
          [
            [x + nearX, y - nearY],
            [x + farX, y - farY],
            [x + farX, y + cell - farY],
            [x + nearX, y + cell - nearY],
          ],
          has(image, channels - 1),
          0.78,
        ),
      );
    }
  }
  return shapes;
}
