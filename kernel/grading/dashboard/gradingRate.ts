/** Older grades say nothing about how fast it goes now. */
const windowMs = 10 * 60_000;

/**
 * Submissions a minute.
 * @param endedMs when submissions ended, in milliseconds since 1970
 * @returns null if fewer than two ended within the last ten minutes
 * @example gradingRate([0, 30_000, 60_000], 60_000); // 2
 */
export function gradingRate(endedMs: readonly number[], nowMs: number): number | null {
  const recent = endedMs.filter((time) => nowMs - time < windowMs);
  // The oldest begins the time that is looked at, and is not counted within it.
  const elapsedMs = nowMs - Math.min(...recent);
  return recent.length < 2 || elapsedMs <= 0 ? null : ((recent.length - 1) * 60_000) / elapsedMs;
}
