import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that the working folder stands at, with a + if files were changed since; undefined outside of git. */
export async function gitCommit(folder = process.cwd()): Promise<string | undefined> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: folder, timeout: 5000, maxBuffer: 16 * 1024 ** 2 });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', '--short=10', 'HEAD');
    const changed = await git('status', '--porcelain', '--untracked-files=no');
    return changed === '' ? commit : `${commit}+`;
  } catch {
    // No git, no repository, or no commit yet.
    return undefined;
  }
}
