/** `cuaderno grade SUBMISSION… --assignment FOLDER`: grades notebooks in sandboxes. */
import { type Command, InvalidArgumentError } from 'commander';
import { type ReportFormat, reportFormats } from '../grading/report/formats.js';
import { readSandbox } from './sandboxOption.js';

interface GradeFlags {
  assignment: string;
  jobs: number;
  sandbox?: 'bubblewrap' | 'none';
  format: { format: ReportFormat; file: string }[];
  html?: string;
  json?: boolean;
}

export function addGradeCommand(program: Command): void {
  program
    .command('grade')
    .description('grade submissions; exit 1 when one could not be graded')
    .argument('<submission...>', 'notebooks')
    .requiredOption('-a, --assignment <folder>', 'what cuaderno assign wrote')
    .option('-j, --jobs <count>', 'how many at a time', readCount, 1)
    .option('--sandbox <kind>', 'bubblewrap, or none: students’ code runs with your own rights', readSandbox)
    .option(
      '-f, --format <kind=file>',
      `write the grades as ${reportFormats.join(', ')} (repeatable), such as csv=grades.csv`,
      readFormat,
      [],
    )
    .option('--html <folder>', 'a page a submission, and one of them all')
    .option('--json', 'print the grades as JSON')
    .action(async (submissions: string[], flags: GradeFlags) => {
      process.exitCode = await grade(submissions, flags);
    });
}

async function grade(submissions: readonly string[], flags: GradeFlags): Promise<number> {
  const { readAssignment } = await import('../grading/assignment/assign.js');
  const { gradeAll } = await import('../grading/grade/gradeAll.js');
  const { availableSandbox } = await import('../grading/sandbox/sandbox.js');
  const { writeReports } = await import('../grading/report/writeReports.js');
  const assignment = await readAssignment(flags.assignment);
  const kind = flags.sandbox ?? availableSandbox();
  const grades = await gradeAll(assignment, submissions, {
    kind,
    jobs: flags.jobs,
    onGrade(grade) {
      const text = 'unreadable' in grade ? grade.unreadable : `${grade.earned} of ${grade.points} points`;
      process.stderr.write(`${grade.submission}: ${text}\n`);
    },
  });
  await writeReports(assignment, grades, { formats: flags.format, html: flags.html });
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ assignment: assignment.name, sandbox: kind, grades }, null, 2)}\n`,
    );
  return grades.some((result) => 'unreadable' in result) ? 1 : 0;
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
