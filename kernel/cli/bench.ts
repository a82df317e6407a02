/** `cuaderno bench NAME`: measurements side by side with the peers that are installed. They live with the tests, in a
 *  clone of the repository, not in the published package. */
import type { Command } from 'commander';

interface BenchFlags {
  json?: true;
}

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('measure, side by side with the peers that are installed (in a clone of the repository)')
    .argument('[name]', 'the benchmark, or "peers" to install what it is compared with; none lists them')
    .option('--json', 'print one JSON document')
    .action(async (name: string | undefined, flags: BenchFlags) => {
      const { existsSync, readdirSync } = await import('node:fs');
      const path = await import('node:path');
      const { pathToFileURL } = await import('node:url');
      const folder = path.resolve(import.meta.dirname, '..', '..', '..', 'test', 'bench');
      if (!existsSync(folder)) {
        process.stderr.write('cuaderno bench: the benchmarks are in a clone of the repository only.\n');
        process.exitCode = 2;
        return;
      }
      const names = readdirSync(folder)
        .filter((file) => file.endsWith('.bench.mjs'))
        .map((file) => file.slice(0, -'.bench.mjs'.length))
        .sort();
      if (name === undefined || !names.includes(name)) {
        process.stderr.write(
          `cuaderno bench: expected one of ${names.join(', ')}; received ${name ?? 'none'}.\n`,
        );
        process.exitCode = 2;
        return;
      }
      const { bench } = (await import(pathToFileURL(path.join(folder, `${name}.bench.mjs`)).href)) as {
        bench(options: { json: boolean }): Promise<void>;
      };
      await bench({ json: flags.json ?? false });
    });
}
