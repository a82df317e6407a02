/** `cuaderno grade SUBMISSION… --assignment FOLDER`: grades notebooks in sandboxes. */
import { type Command, InvalidArgumentError } from 'commander';
import type { GradingProgress, UnreadableSubmission } from '../grading/grade/gradeAll.js';
import type { Grade } from '../grading/grade/gradeSubmission.js';
import { type ReportFormat, reportFormats } from '../grading/report/formats.js';
import type { SandboxKind } from '../grading/sandbox/sandbox.js';
import { addServeCommand } from './gradeServe.js';
import { readSandbox, sandboxHelp } from './sandboxOption.js';

interface GradeFlags {
  assignment: string;
  jobs: number;
  sandbox?: SandboxKind;
  format: { format: ReportFormat; file: string }[];
  html?: string;
  results?: string;
  only?: string;
  due?: string;
  late: string;
  times?: string;
  cellCpu: number;
  idle: number;
  redis?: string;
  json?: boolean;
}

interface WorkerFlags {
  redis: string;
  jobs: number;
  sandbox?: SandboxKind;
  cellCpu: number;
  idle: number;
}

export function addGradeCommand(program: Command): void {
  // Options behind `worker` are the worker's own.
  const command = program.command('grade').enablePositionalOptions();
  command
    .description('grade submissions; exit 1 when one could not be graded')
    .argument('<submission...>', 'notebooks')
    .option('-a, --assignment <folder>', 'what cuaderno assign wrote (needed)')
    .option('-j, --jobs <count>', 'how many at a time', readCount, 1)
    .option('--sandbox <kind>', sandboxHelp, readSandbox)
    .option(
      '-f, --format <kind=file>',
      `write the grades as ${reportFormats.join(', ')} (repeatable), such as csv=grades.csv`,
      readFormat,
      [],
    )
    .option('--html <folder>', 'a page a submission, and one of them all')
    .option('--results <folder>', 'keep every grade there, and do not grade again what it holds')
    .option('--only <test>', 'of what --results holds by an earlier assignment, grade this one test again')
    .option('--due <time>', 'such as 2026-03-01T23:59:00+01:00; what comes later loses points')
    .option('--late <policy>', 'what is lost', '10% a day, at most 50%')
    .option(
      '--times <file>',
      'CSV with submission and time; else timestamp.txt, else when the file was changed',
    )
    .option('--cell-cpu <seconds>', 'processor seconds that a cell of a student’s may take', readCount, 600)
    .option('--idle <seconds>', 'end a process that computes nothing and does not answer', readCount, 20)
    .option(
      '--redis <url>',
      'let workers grade that take submissions from this server; --jobs does not count then',
    )
    .option('--json', 'print the grades as JSON')
    .action(async (submissions: string[], flags: GradeFlags) => {
      // Not a required option of commander's: `worker` would need it, too.
      if (flags.assignment === undefined)
        command.error("error: required option '-a, --assignment <folder>' not specified");
      process.exitCode = await grade(submissions, flags);
    });
  command
    .command('worker')
    .description('take submissions from a Redis server and grade them, until stopped')
    .option('--redis <url>', 'the server that the grading was given', 'redis://localhost:6379')
    .option('-j, --jobs <count>', 'how many at a time', readCount, 1)
    .option('--sandbox <kind>', sandboxHelp, readSandbox)
    .option('--cell-cpu <seconds>', 'processor seconds that a cell of a student’s may take', readCount, 600)
    .option('--idle <seconds>', 'end a process that computes nothing and does not answer', readCount, 20)
    .action(async (flags: WorkerFlags) => {
      await work(flags);
    });
  addServeCommand(command);
}

async function work({ redis, jobs, sandbox, cellCpu, idle }: WorkerFlags): Promise<void> {
  const { availableSandbox } = await import('../grading/sandbox/sandbox.js');
  const { gradingWorker } = await import('../grading/queue/gradingWorker.js');
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const worker = await gradingWorker({
    redis,
    jobs,
    kind: sandbox ?? availableSandbox(),
    cellCpuSeconds: cellCpu,
    idleMs: idle * 1000,
    onGrade: (submission, problem) =>
      say(problem === undefined ? `${submission} graded` : `${submission} failed: ${problem}`),
  });
  say(`Waiting for submissions on ${redis}.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await worker.close();
}

async function grade(submissions: readonly string[], flags: GradeFlags): Promise<number> {
  const { ArgumentError, DataError, EngineError } = await import('../../src/errors.js');
  try {
    return await gradeSubmissions(submissions, flags);
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof DataError || error instanceof EngineError))
      throw error;
    process.stderr.write(`cuaderno grade: ${error.message}\n`);
    return 2;
  }
}

async function gradeSubmissions(submissions: readonly string[], flags: GradeFlags): Promise<number> {
  const { ArgumentError } = await import('../../src/errors.js');
  const { readAssignment } = await import('../grading/assignment/assign.js');
  const { gradeAll } = await import('../grading/grade/gradeAll.js');
  const { GradeStore } = await import('../grading/grade/gradeStore.js');
  const { readLatePolicy, SubmissionTimes } = await import('../grading/grade/latePolicy.js');
  const { withLatenesses } = await import('../grading/grade/withLatenesses.js');
  const { availableSandbox } = await import('../grading/sandbox/sandbox.js');
  const { writeReports } = await import('../grading/report/writeReports.js');
  if (flags.only !== undefined && flags.results === undefined) {
    throw new ArgumentError('--only needs --results: the folder with the grades that stay.');
  }
  const policy = flags.due === undefined ? undefined : readLatePolicy(flags.due, flags.late);
  const times = await SubmissionTimes.read(flags.times);
  const assignment = await readAssignment(flags.assignment);
  // Workers need the sandbox, this machine then does not.
  const kind = flags.sandbox ?? (flags.redis === undefined ? availableSandbox() : 'bubblewrap');
  const graded = await gradeAll(assignment, submissions, {
    kind,
    jobs: flags.jobs,
    cellCpuSeconds: flags.cellCpu,
    idleMs: flags.idle * 1000,
    ...(flags.redis === undefined ? {} : { redis: flags.redis }),
    ...(flags.results === undefined ? {} : { store: new GradeStore(flags.results) }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    onGrade: (one, progress) => void process.stderr.write(`${gradedLine(one, progress)}\n`),
  });
  const grades = policy === undefined ? graded : await withLatenesses(graded, times, policy);
  await writeReports(assignment, grades, { formats: flags.format, html: flags.html });
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ assignment: assignment.name, sandbox: kind, grades }, null, 2)}\n`,
    );
  return grades.some((result) => 'unreadable' in result) ? 1 : 0;
}

/** `12 of 300  anna.ipynb: 5 of 7 points, 4 min left` */
function gradedLine(
  grade: Grade | UnreadableSubmission,
  { done, total, secondsLeft, wasKept }: GradingProgress,
): string {
  const text = 'unreadable' in grade ? grade.unreadable : `${grade.earned} of ${grade.points} points`;
  const kept = wasKept ? ' (graded before)' : '';
  const left =
    secondsLeft === undefined || done === total
      ? ''
      : secondsLeft < 90
        ? `, ${Math.ceil(secondsLeft)} s left`
        : `, ${Math.round(secondsLeft / 60)} min left`;
  return `${done} of ${total}  ${grade.submission}: ${text}${kept}${left}`;
}

function readCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('Expected a positive whole number.');
}

function readFormat(value: string, before: GradeFlags['format']): GradeFlags['format'] {
  const [kind = '', ...rest] = value.split('=');
  const format = reportFormats.find((known) => known === kind);
  if (format === undefined || rest.join('=') === '') {
    throw new InvalidArgumentError(`Expected KIND=FILE, the kind one of ${reportFormats.join(', ')}.`);
  }
  return [...before, { format, file: rest.join('=') }];
}
