/** The common frame of figures made of images: a mosaic, a caption under each, and what the mouse finds. */
import { Figure } from './figure.js';
import type { ImageSource } from './images.js';
import { mosaicLayout, mosaicPicture } from './mosaic.js';
import { ink } from './palette.js';

/** What stands under one image; of two lines the second after `<br>`. */
export interface Caption {
  text: string;
  color?: string;
  /** A frame around the image in the caption's color. */
  framed?: boolean;
  /** What the mouse shows over the image. */
  hover: string;
}

export interface CaptionedImagesArgs {
  source: ImageSource;
  captions: readonly Caption[];
  columns: number;
  title?: string;
  text: string;
}

const widthPx = 800;
const linePx = 18;
const captionGapPx = 6;
/** What Open Sans takes for a letter at 13 pixels, on average. */
const letterPx = 7;
/** A figure's width beside JupyterLab's file browser: captions fit it there, too. */
const narrowPx = 680;
const titlePx = 44;
const frameWidthPx = 3;

/** One image for each caption. */
export function captionedImages({ source, captions, columns, title, text }: CaptionedImagesArgs): Figure {
  const lines = Math.max(
    ...captions.map(({ text: caption }) => (caption === '' ? 0 : caption.split('<br>').length)),
  );
  const letters = Math.max(
    ...captions.flatMap(({ text: caption }) => caption.split('<br>').map((line) => line.length)),
  );
  const mosaic = mosaicLayout(
    source,
    captions.length,
    columns,
    widthPx,
    letters * letterPx,
    lines > 0 ? lines * linePx + captionGapPx : 0,
  );
  const top = title === undefined ? 0 : titlePx;
  const places = captions.map((_, index) => mosaic.place(index));
  const axis = { visible: false, fixedrange: true };
  return new Figure({
    text,
    width: widthPx,
    height: mosaic.height + top,
    data: [
      {
        type: 'scatter',
        mode: 'text',
        x: places.map(({ left }) => left + mosaic.imageWidth / 2),
        y: places.map(({ top: edge }) => edge + mosaic.imageHeight + captionGapPx),
        text: captions.map((caption) => caption.text),
        textposition: 'bottom center',
        textfont: { size: 13, color: captions.map(({ color }) => color ?? ink) },
        cliponaxis: false,
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: places.map(({ left }) => left + mosaic.imageWidth / 2),
        y: places.map(({ top: edge }) => edge + mosaic.imageHeight / 2),
        marker: { symbol: 'square', size: Math.min(mosaic.imageWidth, mosaic.imageHeight), opacity: 0 },
        text: captions.map((caption) => caption.hover),
        hovertemplate: '%{text}<extra></extra>',
      },
    ],
    layout: {
      ...(title === undefined
        ? {}
        : { title: { text: title, font: { size: 17 }, y: 1, yanchor: 'top', pad: { t: 14 } } }),
      margin: { l: 0, r: 0, t: top, b: 0 },
      // Where the figure is wider or narrower than it was laid out for, the mosaic keeps its proportions.
      xaxis: { ...axis, range: [0, widthPx], constrain: 'domain' },
      yaxis: { ...axis, range: [mosaic.height, 0], constrain: 'domain', scaleanchor: 'x' },
      showlegend: false,
      dragmode: false,
      hovermode: 'closest',
      images: [
        {
          source: mosaicPicture(source, captions.length, mosaic),
          xref: 'x',
          yref: 'y',
          x: 0,
          y: 0,
          sizex: widthPx,
          sizey: mosaic.height,
          sizing: 'stretch',
          layer: 'below',
        },
      ],
      shapes: captions.flatMap(({ framed, color }, index) => {
        if (!framed) return [];
        const { left, top: edge } = places[index]!;
        const outset = frameWidthPx / 2;
        return {
          type: 'rect',
          x0: left - outset,
          y0: edge - outset,
          x1: left + mosaic.imageWidth + outset,
          y1: edge + mosaic.imageHeight + outset,
          line: { color, width: frameWidthPx },
        };
      }),
    },
  });
}

/** Shortens a caption to what fits under an image of a figure of so many columns. */
export function fitCaption(text: string, columns: number): string {
  // “automobile” stays whole in a row of ten.
  const least = columns <= 10 ? 10 : 6;
  const letters = Math.max(least, Math.floor((narrowPx / columns - 4) / letterPx));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
