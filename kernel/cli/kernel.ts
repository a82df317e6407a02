/** `cuaderno kernel CONNECTION_FILE`: what the kernelspec runs. */
import type { Command } from 'commander';

export function addKernelCommand(program: Command): void {
  program
    .command('kernel')
    .description('run a kernel for a Jupyter client (Jupyter calls this itself)')
    .argument('<connection-file>', 'the file in which the client wrote its ports and key')
    .action(async (connectionFile: string) => {
      const { startKernel } = await import('../protocol/startKernel.js');
      await startKernel(connectionFile);
    });
}
