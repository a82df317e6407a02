/** `cuaderno assign MASTER.ipynb OUT`: the students' notebook and the grader's assignment. */
import type { Command } from 'commander';
import type { SandboxKind } from '../grading/sandbox/sandbox.js';
import { readGradescopeSandbox, readSandbox, sandboxHelp } from './sandboxOption.js';

interface AssignFlags {
  sandbox?: SandboxKind;
  gradescope?: string;
  gradescopeSandbox: 'auto' | 'none';
  gradescopePackage?: string;
  json?: boolean;
}

export function addAssignCommand(program: Command): void {
  program
    .command('assign')
    .description('make the students’ notebook and the grader’s assignment out of a master notebook')
    .argument('<master>', 'the notebook with solutions and tests')
    .argument('<folder>', 'gets student/NAME.ipynb and grader/assignment.json')
    .option('--sandbox <kind>', sandboxHelp, readSandbox)
    .option(
      '--gradescope <file.zip>',
      'also write an autograder for Gradescope, which holds the hidden tests',
    )
    .option(
      '--gradescope-sandbox <kind>',
      'none: there, students’ code runs without a sandbox and can read the hidden tests',
      readGradescopeSandbox,
      'auto',
    )
    .option('--gradescope-package <file.tgz>', 'of npm pack, to be installed there; else from npm')
    .option('--json', 'print the result as JSON')
    .action(async (master: string, folder: string, flags: AssignFlags) => {
      await assignAndTell(master, folder, flags);
    });
}

async function assignAndTell(master: string, folder: string, flags: AssignFlags): Promise<void> {
  const { assign } = await import('../grading/assignment/assign.js');
  const { availableSandbox } = await import('../grading/sandbox/sandbox.js');
  const result = await assign(master, folder, flags.sandbox ?? availableSandbox());
  const { gradescope, gradescopeSandbox, gradescopePackage } = flags;
  if (gradescope !== undefined) {
    const { writeGradescopeZip } = await import('../grading/assignment/gradescopeZip.js');
    await writeGradescopeZip(gradescope, result.assignment, {
      sandbox: gradescopeSandbox,
      ...(gradescopePackage === undefined ? {} : { packageFile: gradescopePackage }),
    });
  }
  if (flags.json) {
    const more = gradescope === undefined ? {} : { gradescope, gradescopeSandbox };
    process.stdout.write(`${JSON.stringify({ ...result, ...more }, null, 2)}\n`);
    return;
  }
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  if (result.ignored.length > 0) {
    say(`Not taken over from otter's configuration: ${result.ignored.join(', ')}.`);
  }
  say(`The master earns all ${result.points} points, the students' version none.`);
  say(`students  ${result.student}\ngrader    ${result.assignment}  (keep it to yourself)`);
  if (gradescope === undefined) return;
  say(`Gradescope  ${gradescope}  (keep it to yourself)`);
  if (gradescopeSandbox === 'none') {
    say(
      'There, students’ code will run without a sandbox: it can read the hidden tests and forge its results.',
    );
  }
}
