/** Draws Plotly figures as SVG and PNG without a browser, in one worker that all figures share. */
import { Worker } from 'node:worker_threads';

export interface DrawingRequest {
  id: number;
  /** Plotly's `{ data, layout }` as JSON. */
  figure: string;
  width: number;
  height: number;
  /** Pixels of the PNG for one pixel of the figure; 0 for no PNG. */
  scale: number;
}

export interface DrawingAnswer {
  id: number;
  svg?: string;
  png?: Uint8Array;
  problem?: string;
}

/** What is drawn: Plotly's traces and layout, and a size in pixels. */
export interface Drawable {
  data: readonly unknown[];
  layout: Readonly<Record<string, unknown>>;
  width: number;
  height: number;
}

interface Waiting {
  resolve(answer: DrawingAnswer): void;
  reject(error: Error): void;
}

let worker: Worker | undefined;
let hasDrawn = false;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/** The figure as SVG text. @throws {Error} if Plotly refuses the figure or the worker ends */
export async function drawSvg(figure: Drawable): Promise<string> {
  const { svg } = await draw(figure, 0);
  if (svg === undefined) throw new Error('The figure could not be drawn: the drawing worker sent no SVG.');
  return svg;
}

/** The figure as a PNG file, `scale` pixels for one of the figure. @throws {Error} as `drawSvg` */
export async function drawPng(figure: Drawable, scale: number): Promise<Uint8Array> {
  const { png } = await draw(figure, scale);
  if (png === undefined) throw new Error('The figure could not be drawn: the drawing worker sent no PNG.');
  return png;
}

/** Whether the worker runs and has drawn before, so that a figure costs its drawing alone. */
export function isDrawingReady(): boolean {
  return worker !== undefined && hasDrawn;
}

/** Ends the worker; figures that wait are refused, and the next figure starts a new one. */
export async function stopDrawing(): Promise<void> {
  await worker?.terminate();
}

function draw({ data, layout, width, height }: Drawable, scale: number): Promise<DrawingAnswer> {
  const id = ++lastId;
  const request: DrawingRequest = { id, figure: JSON.stringify({ data, layout }), width, height, scale };
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker ??= startWorker();
    // Only a figure that waits keeps the process alive.
    worker.ref();
    worker.postMessage(request);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL('./drawingWorker.js', import.meta.url), {
    // What a notebook was started with (loaders, inspectors) is none of the worker's business.
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let failure: Error | undefined;
  started.on('message', (answer: DrawingAnswer) => {
    const request = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) started.unref();
    hasDrawn = true;
    if (answer.problem === undefined) request?.resolve(answer);
    else request?.reject(new Error(`The figure could not be drawn: ${answer.problem}`));
  });
  started.on('error', (error) => {
    failure = error;
  });
  started.on('exit', () => {
    worker = undefined;
    hasDrawn = false;
    const why =
      failure === undefined ? 'the drawing worker ended' : `the drawing worker ended (${failure.message})`;
    for (const request of waiting.values())
      request.reject(new Error(`The figure could not be drawn: ${why}.`));
    waiting.clear();
  });
  return started;
}
