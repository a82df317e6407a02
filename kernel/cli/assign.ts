/** `cuaderno assign MASTER.ipynb OUT`: the students' notebook and the grader's assignment. */
import type { Command } from 'commander';
import { readSandbox } from './sandboxOption.js';

export function addAssignCommand(program: Command): void {
  program
    .command('assign')
    .description('make the students’ notebook and the grader’s assignment out of a master notebook')
    .argument('<master>', 'the notebook with solutions and tests')
    .argument('<folder>', 'gets student/NAME.ipynb and grader/assignment.json')
    .option('--sandbox <kind>', 'bubblewrap, or none: code runs with your own rights', readSandbox)
    .option('--json', 'print the result as JSON')
    .action(
      async (master: string, folder: string, flags: { sandbox?: 'bubblewrap' | 'none'; json?: boolean }) => {
        const { assign } = await import('../grading/assignment/assign.js');
        const { availableSandbox } = await import('../grading/sandbox/sandbox.js');
        const result = await assign(master, folder, flags.sandbox ?? availableSandbox());
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        else {
          if (result.ignored.length > 0) {
            process.stderr.write(
              `Not taken over from otter's configuration: ${result.ignored.join(', ')}.\n`,
            );
          }
          process.stderr.write(
            `The master earns all ${result.points} points, the students' version none.\n` +
              `students  ${result.student}\ngrader    ${result.assignment}  (keep it to yourself)\n`,
          );
        }
      },
    );
}
