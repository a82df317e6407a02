/** How much of an image each layer sees: its receptive field over the image, layer by layer. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { receptiveField as fieldOf, type ReceptiveFieldOf } from '../explain/receptiveField.js';
import { layersOfMaps, type WatchedModel } from '../explain/watchedRun.js';
import { layerCosts } from '../training/summary/layerCosts.js';
import { animation } from './animation.js';
import type { Figure } from './figure.js';
import { imagePng } from './imagePng.js';
import { imageSource } from './images.js';
import { gridGray, ink, vermillion } from './palette.js';
import { word } from './words.js';

/** Arguments of `plots.receptiveField`. */
export interface ReceptiveFieldOptions {
  title?: string;
}

const imagePx = 360;
const roomPx = 46;

/**
 * What the middle element of each layer's feature maps sees of the image, a step of the slider for each layer whose field
 * is larger than that of the layer before. What lies outside of the image is padding.
 * @param image [height, width, channels] or a batch of one, of the model's size
 * @throws {ArgumentError} for a model without such layers, and for another size
 * @example plots.receptiveField(model, test.take(1).toTensors().x);
 */
export function receptiveField(
  model: WatchedModel,
  image: Tensor,
  options: ReceptiveFieldOptions = {},
): Figure {
  const source = imageSource(image, 'plots.receptiveField');
  const [height = 1, width = 1] = source.imageShape;
  const fields = growingFields(model);
  const [last] = fields.slice(-1);
  if (last === undefined) {
    throw new ArgumentError(
      `plots.receptiveField: model "${model.name}" has no layer that sees a part of an image.`,
    );
  }
  const [, inputHeight, inputWidth] = model.inputs[0]!.shape;
  if ((inputHeight ?? height) !== height || (inputWidth ?? width) !== width) {
    throw new ArgumentError(
      `plots.receptiveField: expected an image ${inputHeight}×${inputWidth}, as the model takes it; received ${height}×${width}.`,
    );
  }
  // A border around the image, for what the fields see of the padding.
  const border = Math.max(
    2,
    ...fields.flatMap(({ box }) => [
      -box.top,
      -box.left,
      box.top + box.height - height,
      box.left + box.width - width,
    ]),
  );
  const seen = Math.min(border, Math.max(height, width) / 2);
  const sideX = width + 2 * seen;
  const sideY = height + 2 * seen;
  const scale = imagePx / Math.max(sideX, sideY);
  const stairs = {
    x: fields.map(({ layer }) => layer),
    y: fields.map(({ size }) => Math.max(...size)),
  };
  const steps = fields.map((field, index) => ({
    name: field.layer,
    data: [{ ...stairs, marker: { color: fields.map((_, at) => (at === index ? vermillion : '#9DB7C9')) } }],
    layout: {
      shapes: [outline(height, width), frame(field)],
      annotations: [caption(field)],
    },
  }));
  return animation({
    title: options.title,
    counts: word('layer'),
    text: `${word('receptiveField')}, ${height}×${width}: ${fields.map(({ layer, size }) => `${layer} ${size.join('×')}`).join(', ')}.`,
    heightPx: Math.round(sideY * scale) + 2 * roomPx,
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: stairs.y,
        y: stairs.x,
        text: fields.map(({ size }) => size.join('×')),
        textposition: 'outside',
        cliponaxis: false,
        xaxis: 'x2',
        yaxis: 'y2',
        hovertemplate: '%{y}: %{text}<extra></extra>',
      },
    ],
    moving: [0],
    steps: steps.map((step) => ({ ...step, data: [{ marker: step.data[0]!.marker }] })),
    layout: {
      xaxis: {
        visible: false,
        range: [-seen, width + seen],
        domain: [0.02, 0.02 + (sideX * scale) / 800],
        fixedrange: true,
        constrain: 'domain',
      },
      yaxis: {
        visible: false,
        range: [height + seen, -seen],
        domain: [0.12, 0.88],
        scaleanchor: 'x',
        fixedrange: true,
        constrain: 'domain',
      },
      xaxis2: {
        domain: [Math.min(0.8, 0.02 + (sideX * scale) / 800 + 0.22), 0.93],
        anchor: 'y2',
        range: [0, Math.max(...stairs.y) * 1.1],
        title: { text: word('pixels'), standoff: 4 },
        gridcolor: gridGray,
        zeroline: false,
        fixedrange: true,
      },
      yaxis2: {
        domain: [0.16, 0.88],
        anchor: 'x2',
        autorange: 'reversed',
        type: 'category',
        fixedrange: true,
        tickfont: { size: 12 },
      },
      showlegend: false,
      images: [
        {
          source: imagePng(source, 0),
          xref: 'x',
          yref: 'y',
          x: 0,
          y: 0,
          sizex: width,
          sizey: height,
          sizing: 'stretch',
          layer: 'below',
        },
      ],
    },
  });
}

/** Of each layer with places whose field is known and larger than all before it. */
function growingFields(model: WatchedModel): ReceptiveFieldOf[] {
  const costs = layerCosts(model as LayersModel);
  let largest = 1;
  return layersOfMaps(model).flatMap((layer) => {
    const size = costs.get(layer)?.field.size;
    if (size == null || Math.max(...size) <= largest || /Transpose|UpSampling/.test(layer.getClassName()))
      return [];
    largest = Math.max(...size);
    return [fieldOf(model, { layer })];
  });
}

function outline(height: number, width: number) {
  return { type: 'rect', x0: 0, y0: 0, x1: width, y1: height, line: { color: ink, width: 1, dash: 'dot' } };
}

function frame({ box: { top, left, height, width } }: ReceptiveFieldOf) {
  return {
    type: 'rect',
    x0: left,
    y0: top,
    x1: left + width,
    y1: top + height,
    line: { color: vermillion, width: 3 },
    fillcolor: 'rgba(213,94,0,0.12)',
  };
}

function caption({ layer, size, stride }: ReceptiveFieldOf) {
  return {
    text: `<b>${layer}</b>: ${size.join('×')} ${word('pixels')}, ${word('stride')} ${stride.join('×')}`,
    xref: 'x domain',
    yref: 'y domain',
    x: 0,
    y: 1,
    xanchor: 'left',
    yanchor: 'bottom',
    yshift: 8,
    showarrow: false,
    font: { size: 14 },
  };
}
