/** `cuaderno doctor`: what runs here, what is missing, and the command that mends it. */
import type { Command } from 'commander';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('engine, versions, kernel and data: what is here, what is missing, how to mend it')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: true }) => {
      const { diagnose, diagnosisText } = await import('../doctor/diagnose.js');
      const diagnosis = await diagnose();
      process.stdout.write(`${json ? JSON.stringify(diagnosis, undefined, 2) : diagnosisText(diagnosis)}\n`);
      process.exitCode = diagnosis.problems.length === 0 ? 0 : 2;
    });
}
