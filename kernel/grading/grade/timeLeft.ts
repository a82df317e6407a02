/** How long a grading still takes, by how long the submissions so far have taken. */
export class TimeLeft {
  #graded = 0;

  constructor(
    private readonly total: number,
    private readonly begunMs = performance.now(),
  ) {}

  /**
   * @param done all that need not be done any more, those of an earlier run included
   * @param wasGraded whether the last one was graded in this run
   * @returns seconds; undefined while nothing is known
   */
  after(done: number, wasGraded: boolean, nowMs = performance.now()): number | undefined {
    if (wasGraded) this.#graded++;
    if (this.#graded === 0) return undefined;
    return ((nowMs - this.begunMs) / 1000 / this.#graded) * (this.total - done);
  }
}
