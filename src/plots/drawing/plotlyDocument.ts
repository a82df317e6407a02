/** Plotly in a document without a browser: jsdom for the elements, the canvas for text widths and heat maps. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { JSDOM } from 'jsdom';
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
  /** Plotly's data and layout as SVG text of a size in pixels. */
  draw(data: unknown, layout: unknown, width: number, height: number): Promise<string>;
  /** The same SVG with its texts flattened, ready for the rasterizer. */
  flatten(svg: string): string;
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
  return {
    draw: (data, layout, width, height) =>
      plotly.toImage({ data, layout }, { format: 'svg', width, height, imageDataOnly: true }),
    flatten: (svg) => {
      const parsed = new window.DOMParser().parseFromString(svg, 'image/svg+xml');
      flattenTexts(parsed.documentElement);
      return new window.XMLSerializer().serializeToString(parsed);
    },
  };
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

function define(target: object, methods: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
}
