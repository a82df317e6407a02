/** `cuaderno install`: lets Jupyter find the kernel. */
import type { Command } from 'commander';

export interface KernelspecOptions {
  user?: boolean;
  sysPrefix?: boolean;
  prefix?: string;
  name?: string;
  json?: boolean;
}

/** The options that say which kernelspec is meant; shared with `uninstall`. */
export function addKernelspecOptions(command: Command): Command {
  return command
    .option('--user', 'for the current user (the default)')
    .option('--sys-prefix', 'in the active Python environment')
    .option('--prefix <folder>', 'under FOLDER/share/jupyter')
    .option('--name <name>', 'the name by which notebooks ask for the kernel', 'cuaderno')
    .option('--json', 'print the result as JSON');
}

export function addInstallCommand(program: Command): void {
  addKernelspecOptions(program.command('install'))
    .description('install the Jupyter kernel "TypeScript (cuaderno)"')
    .option('--env <name=value>', 'an environment variable for the kernel (repeatable)', collect, [])
    .action(async ({ user, json, env, ...place }: KernelspecOptions & { env: string[] }) => {
      requireOnePlace(program, { user: user ?? false, ...place });
      const { installKernelspec } = await import('../kernelspec/kernelspec.js');
      const folder = await installKernelspec(place, { env: environmentOf(program, env) });
      if (json) process.stdout.write(`${JSON.stringify({ name: place.name, folder })}\n`);
      else process.stderr.write(`Installed the kernel ${place.name} in ${folder}\n`);
    });
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

/** Exits with 2 if an assignment is none. */
function environmentOf(program: Command, assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(assignment) ?? [];
      if (name === undefined || value === undefined) {
        program.error(
          `error: --env: expected NAME=VALUE, such as CUADERNO_ENGINE=wasm; got '${assignment}'`,
          {
            exitCode: 2,
          },
        );
      }
      return [name, value];
    }),
  );
}

/** Exits with 2 if more than one place was named. */
export function requireOnePlace(program: Command, { user, sysPrefix, prefix }: KernelspecOptions): void {
  if ([user, sysPrefix, prefix !== undefined].filter(Boolean).length > 1) {
    program.error('error: choose one of --user, --sys-prefix and --prefix', { exitCode: 2 });
  }
}
