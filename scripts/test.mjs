// `npm test`: sets up what is missing, runs every test, then the training's tests once more with every step compiled,
// and the engine's tests once more on WebAssembly.
// Arguments go to vitest: npm test -- test/kernel
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupOrExit } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const results = path.join(root, 'test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };

await setupOrExit();
mkdirSync(results, { recursive: true });
const chosen = process.argv.slice(2);
if (chosen.length > 0) {
  runTests('tests', chosen, {});
} else {
  runTests('tests', [], {});
  runTests('tests-compiled', ['test/training'], { CUADERNO_COMPILE: 'soon' });
  runTests(
    'tests-on-wasm',
    ['test/engine/kernels', 'test/engine/memory', 'test/engine/seed', 'test/training', 'test/layers'],
    {
      CUADERNO_ENGINE: 'wasm',
    },
  );
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);

function runTests(name, args, environment) {
  const report = path.join(results, `${name}.json`);
  rmSync(report, { force: true });
  const vitest = path.join('node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  const counts = countsOf(report);
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.skipped += counts.skipped;
  // A file that does not load, or an error outside every test, fails the run without failing a test.
  if (status !== 0 && counts.failed === 0) totals.failed += 1;
}

function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
