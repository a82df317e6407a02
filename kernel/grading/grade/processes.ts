/** The processes of gradings, started before they are needed: while one submission is graded, those of the next one load. */
import type { Assignment } from '../assignment/assignment.js';
import type { Limits } from '../sandbox/limits.js';
import { defaultLimits } from '../sandbox/limits.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import type { EnclosedFiles } from '../values/enclosedFiles.js';
import { CandidateLink } from './candidateLink.js';
import { ExaminerLink } from './examinerLink.js';

export interface ProcessOptions {
  kind: SandboxKind;
  limits?: Limits;
  /** Milliseconds after which a student's process that computes nothing and does not answer is ended; 20,000 if left out. */
  idleMs?: number;
}

/** Every process is used for one submission only, and has seen nothing before. */
export class Processes {
  readonly #candidates: CandidateLink[] = [];
  readonly #examiners: ExaminerLink[] = [];
  readonly #withEngine: boolean;
  /** For tests. */
  readonly #files: EnclosedFiles;
  #isClosed = false;

  /**
   * @param spares how many pairs stand ready
   * @param expected how many submissions there are: for those that will not come nothing is started
   */
  constructor(
    assignment: Assignment,
    private readonly options: ProcessOptions,
    private readonly spares = 0,
    private expected = Number.POSITIVE_INFINITY,
  ) {
    this.#withEngine = assignment.cells.some(({ released }) =>
      /['"](?:cuaderno|@tensorflow\/)/.test(released),
    );
    this.#files = { ...assignment.files, ...assignment.sealedFiles };
    this.#refill();
  }

  /** The two processes of one submission. */
  takePair(): { candidate: CandidateLink; examiner: ExaminerLink } {
    this.expected--;
    const pair = {
      candidate: this.takeCandidate(),
      examiner: this.#examiners.shift() ?? this.#newExaminer(),
    };
    this.#refill();
    return pair;
  }

  /** A student's process alone, in place of one that has ended. */
  takeCandidate(): CandidateLink {
    for (let spare = this.#candidates.shift(); spare !== undefined; spare = this.#candidates.shift()) {
      if (!spare.hasEnded) return spare;
      void spare.close();
    }
    return this.#newCandidate();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#candidates, ...this.#examiners].map((link) => link.close()));
  }

  #refill(): void {
    const wanted = this.#isClosed ? 0 : Math.min(this.spares, this.expected);
    while (this.#candidates.length < wanted) this.#candidates.push(this.#newCandidate());
    while (this.#examiners.length < wanted) this.#examiners.push(this.#newExaminer());
  }

  #newCandidate(): CandidateLink {
    const { kind, limits = defaultLimits, idleMs } = this.options;
    return new CandidateLink({ kind, limits, idleMs, withEngine: this.#withEngine });
  }

  #newExaminer(): ExaminerLink {
    return new ExaminerLink({ withEngine: this.#withEngine, files: this.#files });
  }
}
