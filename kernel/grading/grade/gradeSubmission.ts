/** Grades one submission: the student's cells run in a sandbox, the tests in the examiner beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LanguageThread } from '../../language/languageThread.js';
import type { Notebook } from '../../runner/notebook.js';
import type { Assignment, AssignmentCell, AssignmentTest, CompiledPart } from '../assignment/assignment.js';
import { importsOf } from '../assignment/dependencies.js';
import { defaultLimits, type Limits } from '../sandbox/limits.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import { CandidateLink, type Question } from './candidateLink.js';
import { ExaminerLink } from './examinerLink.js';
import { matchCells, type Remark, type Step } from './matchCells.js';

export interface TestResult {
  id: string;
  title: string;
  points: number;
  earned: number;
  isHidden: boolean;
  /** For the student. Of hidden tests it says nothing of what they hold. */
  message: string;
  /** For the teacher. */
  details: string;
}

export interface CellProblem {
  cell: string;
  /** For the student. */
  message: string;
  /** For the teacher. */
  details: string;
  /** Whether the cell has not run at all. */
  isCompileError: boolean;
}

export interface Grade {
  submission: string;
  earned: number;
  points: number;
  tests: TestResult[];
  /** Cells of the student's that failed. */
  problems: CellProblem[];
  remarks: Remark[];
  /** Questions that a person judges. */
  manual: { id: string; title: string; points: number }[];
  sandbox: SandboxKind;
  elapsedMs: number;
}

export interface GradeOptions {
  kind: SandboxKind;
  limits?: Limits;
  /** Processor seconds that a cell of the student's may take. */
  cellCpuSeconds?: number;
  /** Checks and compiles cells; one a grading at a time. */
  language: LanguageThread;
}

/** How often a process that has ended is replaced before the rest is given up. */
const mostRestarts = 8;

export async function gradeSubmission(
  assignment: Assignment,
  notebook: Notebook,
  name: string,
  options: GradeOptions,
): Promise<Grade> {
  const begun = performance.now();
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-grade-'));
  const grading = new Grading(assignment, notebook, folder, options);
  try {
    await grading.run();
  } finally {
    await grading.close();
    await rm(folder, { recursive: true, force: true });
  }
  const { tests, problems, remarks } = grading;
  return {
    submission: name,
    earned: tests.reduce((sum, { earned }) => sum + earned, 0),
    points: tests.reduce((sum, { points }) => sum + points, 0),
    tests,
    problems,
    remarks,
    manual: assignment.cells.flatMap(({ id, manual }) => (manual === undefined ? [] : [{ id, ...manual }])),
    sandbox: options.kind,
    elapsedMs: performance.now() - begun,
  };
}

interface RunnableStep {
  step: Step;
  program: CompiledPart;
}

class Grading {
  readonly tests: TestResult[] = [];
  readonly problems: CellProblem[] = [];
  readonly remarks: Remark[];
  readonly #steps: readonly Step[];
  readonly #examiner: ExaminerLink;
  readonly #examined = new Set<string>();
  /** What ran well so far, to be run again where a new process has to take over. */
  readonly #done: RunnableStep[] = [];
  readonly #byId: ReadonlyMap<string, AssignmentCell>;
  readonly #withEngine: boolean;
  /** From here on the student's code may know what hidden tests hand over, and could tell it. */
  #hasSeenHidden = false;
  #candidate: CandidateLink;
  #restarts = 0;
  #budget = { cpuSeconds: 10 };

  constructor(
    assignment: Assignment,
    notebook: Notebook,
    private readonly folder: string,
    private readonly options: GradeOptions,
  ) {
    const { steps, remarks } = matchCells(assignment, notebook);
    this.#steps = steps;
    this.remarks = remarks;
    this.#byId = new Map(assignment.cells.map((cell) => [cell.id, cell]));
    this.#withEngine = assignment.cells.some(({ released }) =>
      /['"](?:cuaderno|@tensorflow\/)/.test(released),
    );
    this.#candidate = this.#newCandidate();
    this.#examiner = new ExaminerLink({
      folder,
      withEngine: this.#withEngine,
      ask: (question) => this.#ask(question),
    });
  }

  async run(): Promise<void> {
    // The names of the submission before are forgotten.
    await this.options.language.compile('%reset');
    for (const step of this.#steps) {
      if (step.cell?.kind === 'test') await this.#runTest(step.cell, step.cell.test!);
      else await this.#runCell(step);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#candidate.close(), this.#examiner.close()]);
  }

  async #runCell(step: Step): Promise<void> {
    const program = await this.#compile(step.source);
    if (program === undefined) return;
    if ('error' in program) return this.#report(step, program.error, true);
    await this.#replaceEnded();
    const runnable = { step, program };
    const answer = await this.#runProgram(runnable);
    if (answer.thrown !== undefined) this.#report(step, `${answer.thrown.name}: ${answer.thrown.message}`);
    // What a cell declared before it failed is there, unless its process is not.
    if (answer.isOver !== true) this.#done.push(runnable);
  }

  #report(step: Step, message: string, isCompileError = false): void {
    // What the type checker says is its own.
    const isSafe = isCompileError || !this.#hasSeenHidden;
    const shown = isSafe ? message : 'The cell failed. Run it in your notebook to see why.';
    this.problems.push({ cell: step.id, message: shown, details: message, isCompileError });
  }

  async #runTest(cell: AssignmentCell, test: AssignmentTest): Promise<void> {
    const imports = importsOf(cell.released);
    if (imports !== '') await this.#runCell({ id: cell.id, source: imports, cell });
    await this.#replaceEnded();
    const before = this.#candidate.cpuSeconds();
    const hadSeenHidden = this.#hasSeenHidden;
    this.#budget = { cpuSeconds: test.cpuSeconds };
    const failure = (await this.#prepare(test)) ?? (await this.#runPart(test.visible, test, false));
    const hiddenFailure = failure ?? (await this.#runPart(test.hidden, test, true));
    const outcome = hiddenFailure ?? {};
    const earned =
      outcome.error === undefined ? Math.min(test.points, Math.max(0, outcome.number ?? test.points)) : 0;
    const spent = this.#candidate.cpuSeconds() - before;
    this.tests.push({
      id: cell.id,
      title: test.title,
      points: test.points,
      earned,
      isHidden: test.isHidden,
      message: messageOf(outcome, earned, test.points, hadSeenHidden),
      details:
        `${outcome.error?.traceback.join('\n') || outcome.error?.message || ''}`.trim() ||
        `${spent.toFixed(2)} s`,
    });
  }

  /** Runs the locked cells that the test rests on, each once, in the examiner. */
  async #prepare(test: AssignmentTest): Promise<Outcome | undefined> {
    for (const id of test.needs) {
      const cell = this.#byId.get(id);
      if (cell?.compiled === undefined || this.#examined.has(id)) continue;
      const { error } = await this.#examiner.run(cell.compiled, 'a locked cell', test.asks);
      if (error !== undefined) return { error, isHiddenPart: false };
      this.#examined.add(id);
    }
    return undefined;
  }

  /** What ends the test early: an error, or credit that the part's last value gives. */
  async #runPart(
    part: CompiledPart | undefined,
    test: AssignmentTest,
    isHiddenPart: boolean,
  ): Promise<Outcome | undefined> {
    if (part === undefined) return undefined;
    if (isHiddenPart) this.#hasSeenHidden = true;
    const result = await this.#examiner.run(part, test.title, test.asks);
    const isEnd = result.error !== undefined || result.number !== undefined;
    return isEnd ? { ...result, isHiddenPart } : undefined;
  }

  #ask(question: Question) {
    return this.#candidate.ask(question, this.#budget);
  }

  /** A new process in place of one that has ended, in which everything runs again that ran well. */
  async #replaceEnded(): Promise<void> {
    while (this.#candidate.hasEnded && this.#restarts < mostRestarts) {
      this.#restarts++;
      await this.#candidate.close();
      this.#candidate = this.#newCandidate();
      for (const runnable of this.#done) {
        const { isOver } = await this.#runProgram(runnable);
        if (isOver) break;
      }
    }
  }

  #runProgram({ step, program }: RunnableStep) {
    const budget = { cpuSeconds: this.options.cellCpuSeconds ?? 600 };
    return this.#candidate.ask(
      { ask: 'run', program: { key: step.id, title: 'a cell', ...program } },
      budget,
    );
  }

  async #compile(source: string): Promise<CompiledPart | { error: string } | undefined> {
    if (source.trim() === '') return undefined;
    const compiled = await this.options.language.compile(source);
    if ('error' in compiled) return { error: compiled.error.traceback.join('\n') };
    return { source, ...compiled };
  }

  #newCandidate(): CandidateLink {
    return new CandidateLink({
      kind: this.options.kind,
      folder: this.folder,
      withEngine: this.#withEngine,
      limits: this.options.limits ?? defaultLimits,
    });
  }
}

interface Outcome {
  error?: { name: string; message: string; traceback: string[] };
  number?: number;
  isHiddenPart?: boolean;
}

function messageOf(outcome: Outcome, earned: number, points: number, hadSeenHidden: boolean): string {
  const { error, isHiddenPart } = outcome;
  if (error === undefined) return earned === points ? 'Passed.' : 'Passed in part.';
  if (isHiddenPart) return 'A hidden test failed.';
  if (hadSeenHidden) return 'Failed. Run the test in your notebook to see why.';
  return `${error.name}: ${error.message}`;
}
