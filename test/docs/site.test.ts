/** The reference of the public names builds without a warning: no link leads nowhere, no type is named but not shown. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..');

it('builds without a warning', { timeout: 300_000 }, () => {
  const typedoc = path.join(root, 'node_modules', 'typedoc', 'bin', 'typedoc');
  const args = [typedoc, '--treatWarningsAsErrors', '--emit', 'none'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
});
