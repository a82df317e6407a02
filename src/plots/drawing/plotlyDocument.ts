/** Plotly in a document without a browser: jsdom for the elements, the canvas for text widths and heat maps. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { JSDOM } from 'jsdom';
import { define } from './define.js';
import { lookUpQuickly } from './elementLookup.js';
import { flattenTexts } from './flatText.js';
import { type Box, boxOf, boxOnPage, textWidth } from './svgBoxes.js';
import { pathLength, pointAlong } from './svgPaths.js';

interface PlotlyJs {
  toImage(
    figure: { data: unknown; layout: unknown },
    options: { format: 'svg'; width: number; height: number; imageDataOnly: true },
  ): Promise<string>;
}

export interface PlotlyDocument {
  /**
   * Plotly's data and layout as SVG text of a size in pixels; one figure after the other.
   * @param texts `flat` for the rasterizer: pieces in one font each
   */
  draw(
    data: unknown,
    layout: Record<string, unknown>,
    size: { width: number; height: number },
    texts: 'as drawn' | 'flat',
  ): Promise<string>;
}

/** Opens the document and loads Plotly into it: half a second, once. */
export async function openPlotlyDocument(): Promise<PlotlyDocument> {
  const { window } = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
  });
  answerForTheBrowser(window);
  const source = createRequire(import.meta.url).resolve('plotly.js-dist-min');
  window.eval(await readFile(source, 'utf8'));
  const plotly = (window as unknown as { Plotly: PlotlyJs }).Plotly;
  let flattens = false;
  // Plotly writes the figure as text at the very end; as elements its texts are flattened sooner than from text again.
  const { serializeToString } = window.XMLSerializer.prototype;
  define(window.XMLSerializer.prototype, {
    serializeToString(this: XMLSerializer, root: Element) {
      if (flattens) flattenTexts(root);
      return serializeToString.call(this, root);
    },
  });
  return {
    draw: (data, layout, size, texts) => {
      flattens = texts === 'flat';
      return plotly.toImage(
        { data, layout: withAllTickLabels(withShortSliders(layout)) },
        { format: 'svg', ...size, imageDataOnly: true },
      );
    },
  };
}

/** Plotly measures each tick label a second time to hide those that leave the figure, a third of the time of a drawing;
 *  the figures here leave room for theirs. */
function withAllTickLabels(layout: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(layout).map(([key, value]) =>
      /^[xy]axis\d*$/.test(key) && typeof value === 'object' && value !== null
        ? [key, { ticklabeloverflow: 'allow', ...value }]
        : [key, value],
    ),
  );
}

/** A slider's step is ten elements, each measured; where its labels are not shown three of them make the same picture. */
function withShortSliders(layout: Record<string, unknown>): Record<string, unknown> {
  const { sliders } = layout as { sliders?: readonly Slider[] };
  if (sliders === undefined) return layout;
  return { ...layout, sliders: sliders.map(shortSlider) };
}

interface Slider {
  active: number;
  steps: readonly unknown[];
  ticklen: number;
}

function shortSlider(slider: Slider): Slider {
  const { active, steps, ticklen } = slider;
  // The places of steps that have no ticks are seen by the grip alone, which stands in the middle.
  if (ticklen > 0 || active !== Math.floor(steps.length / 2)) return slider;
  return { ...slider, active: 1, steps: [steps[0], steps[active], steps.at(-1)] };
}

/** What Plotly asks of a browser and jsdom leaves open. */
function answerForTheBrowser(window: JSDOM['window']): void {
  const rectangle = (box: Box) => ({
    ...box,
    left: box.x,
    top: box.y,
    right: box.x + box.width,
    bottom: box.y + box.height,
  });
  const path = (element: Element): string => element.getAttribute('d') ?? '';
  const canvases = new WeakMap<object, Canvas>();
  const canvasOf = (element: { width: number; height: number }): Canvas => {
    const known = canvases.get(element);
    if (known && known.width === element.width && known.height === element.height) return known;
    const canvas = createCanvas(element.width, element.height);
    canvases.set(element, canvas);
    return canvas;
  };
  define(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return boxOf(this);
    },
    getBoundingClientRect(this: Element) {
      return rectangle(boxOnPage(this));
    },
    getComputedTextLength(this: Element) {
      return textWidth(this);
    },
    getTotalLength(this: Element) {
      return pathLength(path(this));
    },
    getPointAtLength(this: Element, distance: number) {
      const [x, y] = pointAlong(path(this), distance);
      return { x, y };
    },
  });
  lookUpQuickly(window);
  define(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      return kind === '2d' ? canvasOf(this).getContext('2d') : null;
    },
    toDataURL(this: HTMLCanvasElement) {
      return canvasOf(this).toDataURL('image/png');
    },
  });
  define(window.URL, { createObjectURL: () => '' });
}
