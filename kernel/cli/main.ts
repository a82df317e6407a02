/** The `cuaderno` command. Each subcommand is a file of its own, which loads its heavy parts only when it runs.
 *  Exit codes: 0 done, 1 the notebook or the grade failed, 2 wrong use or a missing part. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAssignCommand } from './assign.js';
import { addBenchCommand } from './bench.js';
import { addCheckCommand } from './check.js';
import { addDataCommand } from './data.js';
import { addDoctorCommand } from './doctor.js';
import { addGradeCommand } from './grade.js';
import { addInstallCommand } from './install.js';
import { addKernelCommand } from './kernel.js';
import { addLabCommand } from './lab.js';
import { addRunCommand } from './run.js';
import { addSetupCommand } from './setup.js';
import { addSubmitCommand } from './submit.js';
import { addSweepCommand } from './sweep.js';
import { addUninstallCommand } from './uninstall.js';

const commands = [
  addRunCommand,
  addDoctorCommand,
  addDataCommand,
  addInstallCommand,
  addUninstallCommand,
  addSetupCommand,
  addKernelCommand,
  addLabCommand,
  addAssignCommand,
  addGradeCommand,
  addCheckCommand,
  addSubmitCommand,
  addBenchCommand,
  addSweepCommand,
];

const wrongUse = 2;

/** Runs the command line; sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('cuaderno')
    .description('A TypeScript notebook kernel and deep-learning library')
    .version(packageVersion())
    // `grade` and `grade worker` have options of the same names.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError();
  for (const addCommand of commands) addCommand(program);
  // Subcommands are made before they inherit; each is told by itself.
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : wrongUse;
      return;
    }
    process.stderr.write(`cuaderno: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = wrongUse;
  }
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
