/** Jupyter's own test suite for kernels, through Jupyter's own client, on the kernelspec that we install. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installKernelspec } from '../../../kernel/kernelspec/kernelspec.js';
import { missingPython, preparationMs, pythonUnderTest } from '../../pythonUnderTest.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./kernelTest.py', import.meta.url));
const missing = await missingPython();

let prefix: string;
beforeAll(async () => {
  prefix = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-prefix-'));
  await installKernelspec({ prefix });
});
afterAll(() => rm(prefix, { recursive: true, force: true }));

test.skipIf(missing)(
  `jupyter_kernel_test passes whole${missing ? ` (skipped: needs ${missing})` : ''}`,
  async () => {
    const { python } = await pythonUnderTest();
    const { stderr } = await run(python, [script, '--verbose'], {
      env: { ...process.env, JUPYTER_PATH: path.join(prefix, 'share', 'jupyter') },
    });
    // A skipped test is told of on the last line: `OK (skipped=1)`.
    expect(stderr).toMatch(/Ran 12 tests in [\d.]+s\s+OK\s*$/);
    expect(stderr.match(/ \.\.\. ok$/gm)).toHaveLength(12);
  },
  preparationMs,
);
