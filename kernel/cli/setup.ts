/** `cuaderno setup`: the native engine, for those who installed cuaderno as a package. */
import type { Command } from 'commander';

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('set TensorFlow’s native engine up, if it is not there yet')
    .action(async () => {
      const { setUpEngine } = await import('./setUpEngine.js');
      process.exitCode = (await setUpEngine()) ? 0 : 2;
    });
}
