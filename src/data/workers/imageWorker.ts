/** What a thread of the pool runs. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { ImageJob } from './imageJob.js';
import { renderImages } from './renderImages.js';

/** The batch's numbers are handed over, not copied. */
// biome-ignore lint/style/noDefaultExport: what the pool calls
export default async function work(job: ImageJob): Promise<unknown> {
  const batch = await renderImages(job);
  const handedOver = { [transferableSymbol]: [batch.values.buffer], [valueSymbol]: batch };
  // The package's own type of such an object is not exported.
  return move(handedOver as unknown as ArrayBuffer);
}
