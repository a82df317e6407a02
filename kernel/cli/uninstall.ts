/** `cuaderno uninstall`: takes the kernelspec away again. */
import type { Command } from 'commander';
import { addKernelspecOptions, type KernelspecOptions, requireOnePlace } from './install.js';

export function addUninstallCommand(program: Command): void {
  addKernelspecOptions(program.command('uninstall'))
    .description('remove the Jupyter kernel')
    .action(async ({ user, json, ...place }: KernelspecOptions) => {
      requireOnePlace(program, { user: user ?? false, ...place });
      const { kernelspecFolder, uninstallKernelspec } = await import('../kernelspec/kernelspec.js');
      const removed = await uninstallKernelspec(place);
      if (json) process.stdout.write(`${JSON.stringify({ name: place.name, folder: removed ?? null })}\n`);
      else if (removed) process.stderr.write(`Removed the kernel ${place.name} from ${removed}\n`);
      else process.stderr.write(`There is no kernel ${place.name} in ${kernelspecFolder(place)}\n`);
    });
}
