import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Compiles the project before the tests, which run the built files. A compile error fails the whole run. */
export function setup(): void {
  const require = createRequire(import.meta.url);
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
}
