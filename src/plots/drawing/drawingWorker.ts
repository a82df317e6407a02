/** The worker behind `draw`: loads Plotly on the first figure, then answers one request after the other. */
import { parentPort } from 'node:worker_threads';
import type { DrawingAnswer, DrawingRequest } from './draw.js';
import { openPlotlyDocument, type PlotlyDocument } from './plotlyDocument.js';
import { rasterize } from './rasterize.js';

let opened: Promise<PlotlyDocument> | undefined;
let queue: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: DrawingRequest) => {
  queue = queue.then(async () => parentPort?.postMessage(await answer(request)));
});

async function answer(request: DrawingRequest): Promise<DrawingAnswer> {
  try {
    opened ??= openPlotlyDocument();
    const document = await opened;
    const { data, layout } = JSON.parse(request.figure) as {
      data: unknown;
      layout: Record<string, unknown>;
    };
    const { id, width, height, scale } = request;
    if (scale === 0) return { id, svg: await document.draw(data, layout, { width, height }, 'as drawn') };
    const flat = await document.draw(data, layout, { width, height }, 'flat');
    return { id, png: await rasterize(flat, scale) };
  } catch (error) {
    return { id: request.id, problem: error instanceof Error ? error.message : String(error) };
  }
}
