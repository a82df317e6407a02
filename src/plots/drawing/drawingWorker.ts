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
    const svg = await document.draw(data, layout, request.width, request.height);
    return {
      id: request.id,
      svg,
      png: request.scale > 0 ? await rasterize(document.flatten(svg), request.scale) : undefined,
    };
  } catch (error) {
    return { id: request.id, problem: error instanceof Error ? error.message : String(error) };
  }
}
