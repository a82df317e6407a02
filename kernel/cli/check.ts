/** `cuaderno check NOTEBOOK`: the visible tests of an assignment, for the student. */
import type { Command } from 'commander';
import type { CheckedNotebook, CheckedTest } from '../grading/check/checkNotebook.js';

interface CheckFlags {
  timeout?: string;
  json?: boolean;
}

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('run the tests that an assignment shows its students; exit 1 when one does not pass')
    .argument('<notebook>', 'the notebook with your answers; it stays as it is')
    .option('--timeout <seconds>', 'interrupt a cell that takes longer', '600')
    .option('--json', 'print the result as JSON')
    .action(async (notebook: string, flags: CheckFlags) => {
      process.exitCode = await check(notebook, flags);
    });
}

async function check(file: string, flags: CheckFlags): Promise<number> {
  const { ArgumentError, DataError, EngineError } = await import('../../src/errors.js');
  const { checkNotebook } = await import('../grading/check/checkNotebook.js');
  const { stepProgress } = await import('./stepProgress.js');
  const progress = stepProgress();
  try {
    const timeoutMs = 1000 * Number(flags.timeout);
    if (!(timeoutMs > 0)) {
      throw new ArgumentError(`--timeout: expected seconds, such as 600; received "${flags.timeout}".`);
    }
    progress.step(`running ${file}`);
    const checked = await checkNotebook(file, { timeoutMs });
    progress.end();
    const text = flags.json ? `${JSON.stringify(checked, null, 2)}\n` : shown(checked);
    process.stdout.write(text);
    return checked.tests.every(({ earned, points }) => earned === points) ? 0 : 1;
  } catch (error) {
    progress.end();
    if (!(error instanceof ArgumentError || error instanceof DataError || error instanceof EngineError))
      throw error;
    process.stderr.write(`cuaderno check: ${error.message}\n`);
    return 2;
  }
}

function shown({ tests, unwritten, failed }: CheckedNotebook): string {
  const passed = tests.filter(({ earned, points }) => earned === points).length;
  const lines = tests.flatMap(testLines);
  for (const { cell, message } of failed) lines.push(`${cell} failed:`, ...indented(message));
  if (unwritten.length > 0) lines.push(`Still to be written: ${unwritten.join(', ')}.`);
  lines.push(
    tests.length === 0
      ? 'This notebook has no tests. Is it the one that you were given?'
      : `${passed} of ${tests.length} tests pass. More tests may run when it is graded.`,
  );
  return `${lines.join('\n')}\n`;
}

function testLines({ title, points, earned, message, hints }: CheckedTest): string[] {
  const mark = earned === points ? '✓' : earned > 0 ? '◐' : '✗';
  return [
    `${mark} ${title} (${earned} of ${points} points)`,
    ...(message === '' ? [] : indented(message)),
    ...hints.map((hint) => `    → ${hint}`),
  ];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
