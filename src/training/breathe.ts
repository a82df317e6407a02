/** A training loop computes without a pause; this lets timers, sockets and the interrupt in between. */

const stretchMs = 30;
let lastBreathMs = 0;

/** Lets the event loop turn, at most every 30 ms. */
export async function breathe(): Promise<void> {
  const nowMs = performance.now();
  if (nowMs - lastBreathMs < stretchMs) return;
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  lastBreathMs = performance.now();
}
