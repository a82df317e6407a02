/** `cuaderno submit NOTEBOOK [FILE…]`: one file to hand in, for the student. */
import path from 'node:path';
import type { Command } from 'commander';

interface SubmitFlags {
  output?: string;
}

export function addSubmitCommand(program: Command): void {
  program
    .command('submit')
    .description('write the one file that is handed in: the notebook with the files that belong to it')
    .argument('<notebook>', 'the notebook with your answers; it stays as it is')
    .argument('[file...]', 'beside the notebook, such as weights.keras log.xlsx')
    .option('-o, --output <file>', 'where it goes; beside the notebook as NAME-submission.ipynb if left out')
    .action(async (notebook: string, files: string[], flags: SubmitFlags) => {
      process.exitCode = await submit(notebook, files, flags);
    });
}

async function submit(notebook: string, files: readonly string[], { output }: SubmitFlags): Promise<number> {
  const { ArgumentError, DataError } = await import('../../src/errors.js');
  const { writeSubmission } = await import('../grading/submit/writeSubmission.js');
  const { humanSize } = await import('../../src/data/humanSize.js');
  try {
    const { file, enclosed } = await writeSubmission(notebook, files, output);
    for (const { name, bytes } of enclosed) process.stdout.write(`  ${name}  ${humanSize(bytes)}\n`);
    process.stdout.write(`Hand in this file: ${path.relative('', file)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof DataError)) throw error;
    process.stderr.write(`cuaderno submit: ${error.message}\n`);
    return 2;
  }
}
