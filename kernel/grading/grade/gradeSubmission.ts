/** Grades one submission: the student's cells run in a sandbox, the tests in the examiner beside it. */
import type { Notebook } from '../../runner/notebook.js';
import type { Assignment, AssignmentCell, AssignmentTest, CompiledPart } from '../assignment/assignment.js';
import { importsOf } from '../assignment/dependencies.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import { type EnclosedFiles, enclosedIn } from '../values/enclosedFiles.js';
import type { ExaminerQuestion } from '../values/encoded.js';
import type { CandidateLink } from './candidateLink.js';
import type { ExaminerLink } from './examinerLink.js';
import { matchCells, type Remark, type Step } from './matchCells.js';
import type { Processes } from './processes.js';
import { RebuiltModels } from './rebuiltModels.js';
import type { CompiledCell, SubmissionLanguage } from './submissionLanguage.js';

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
  /** Where there is a policy on late submissions: `earned` is what is left. */
  late?: {
    /** ISO 8601. */
    submitted: string;
    /** After the due time. */
    hours: number;
    /** In [0, 1]. */
    lostShare: number;
    /** Points without it. */
    before: number;
  };
}

export interface GradeOptions {
  kind: SandboxKind;
  /** Processor seconds that a cell of the student's may take. */
  cellCpuSeconds?: number;
  /** Checks and compiles cells. */
  language: SubmissionLanguage;
  /** Where its processes come from. */
  processes: Processes;
  /** Ids of the tests that run; all if left out. */
  tests?: ReadonlySet<string>;
}

/** How often a process that has ended is replaced before the rest is given up. */
const mostRestarts = 8;
/** Of putting files beside the notebook. */
const filesBudget = { cpuSeconds: 30 };

/** @throws {DataError} if what the notebook encloses is no files */
export async function gradeSubmission(
  assignment: Assignment,
  notebook: Notebook,
  name: string,
  options: GradeOptions,
): Promise<Grade> {
  const begun = performance.now();
  const { steps, remarks } = matchCells(assignment, notebook);
  // The assignment's own take the place of the student's of the same name.
  const files = [enclosedIn(notebook.metadata), assignment.files ?? {}];
  const compiled = await options.language.compileAll(steps.map(sourceToRun));
  const grading = new Grading(
    assignment,
    steps.map((step, index) => ({ step, compiled: compiled[index] })),
    files,
    options,
  );
  try {
    await grading.run();
  } finally {
    await grading.close();
  }
  const { tests, problems } = grading;
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

/** Of a test, the student's process runs what it imports: later cells may use that. */
function sourceToRun({ source, cell }: Step): string {
  return cell?.kind === 'test' ? importsOf(cell.released) : source;
}

interface CompiledStep {
  step: Step;
  compiled: CompiledCell;
}

interface RunnableStep {
  step: Step;
  program: CompiledPart;
}

class Grading {
  readonly tests: TestResult[] = [];
  readonly problems: CellProblem[] = [];
  readonly #examiner: ExaminerLink;
  readonly #examined = new Set<string>();
  /** What ran well so far, to be run again where a new process has to take over. */
  readonly #done: RunnableStep[] = [];
  readonly #byId: ReadonlyMap<string, AssignmentCell>;
  /** From here on the student's code may know what hidden tests hand over, and could tell it. */
  #hasSeenHidden = false;
  #candidate: CandidateLink;
  readonly #models: RebuiltModels;
  #restarts = 0;
  #budget = { cpuSeconds: 10 };

  constructor(
    assignment: Assignment,
    private readonly steps: readonly CompiledStep[],
    private readonly files: readonly EnclosedFiles[],
    private readonly options: GradeOptions,
  ) {
    this.#byId = new Map(assignment.cells.map((cell) => [cell.id, cell]));
    const { candidate, examiner } = options.processes.takePair();
    this.#candidate = this.#connected(candidate);
    this.#examiner = examiner;
    this.#models = new RebuiltModels(options.processes);
    examiner.examine((question) => this.#ask(question));
  }

  async run(): Promise<void> {
    await this.#provideFiles();
    for (const { step, compiled } of this.steps) {
      await this.#runCell(step, compiled);
      if (step.cell?.kind !== 'test' || this.options.tests?.has(step.cell.id) === false) continue;
      await this.#runTest(step.cell, step.cell.test!);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#candidate.close(), this.#examiner.close(), this.#models.close()]);
  }

  async #runCell(step: Step, program: CompiledCell): Promise<void> {
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

  #ask(question: ExaminerQuestion) {
    if (question.ask === 'rebuild')
      return this.#models.rebuild(this.#candidate, question.target, this.#budget);
    const { process, ...asked } = question;
    if (process !== undefined) return this.#models.ask(process, asked, this.#budget);
    if (asked.ask !== 'read' && asked.ask !== 'get' && asked.ask !== 'own') this.#models.forget();
    return this.#candidate.ask(asked, this.#budget);
  }

  #connected(candidate: CandidateLink): CandidateLink {
    candidate.onCallback((call) => this.#examiner.callBack(call));
    return candidate;
  }

  /** A new process in place of one that has ended, in which everything runs again that ran well. */
  async #replaceEnded(): Promise<void> {
    while (this.#candidate.hasEnded && this.#restarts < mostRestarts) {
      this.#restarts++;
      await this.#candidate.close();
      this.#candidate = this.#connected(this.options.processes.takeCandidate());
      await this.#provideFiles();
      for (const runnable of this.#done) {
        const { isOver } = await this.#runProgram(runnable);
        if (isOver) break;
      }
    }
  }

  /** To a process that has run no cell. */
  async #provideFiles(): Promise<void> {
    for (const files of this.files) {
      if (Object.keys(files).length === 0) continue;
      await this.#candidate.ask({ ask: 'files', files }, filesBudget);
    }
  }

  #runProgram({ step, program }: RunnableStep) {
    this.#models.forget();
    const budget = { cpuSeconds: this.options.cellCpuSeconds ?? 600 };
    return this.#candidate.ask(
      { ask: 'run', program: { key: step.id, title: 'a cell', ...program } },
      budget,
    );
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
