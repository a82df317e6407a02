/** Keeps two processes from doing the same long work at once, e.g. from downloading the same archive. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

interface FileLockOptions {
  /** Called once if another process holds the lock. */
  onWait?: () => void;
  /** How long a lock that its owner no longer touches is believed. */
  staleAfterMs?: number;
  /** How often is asked whether the lock is free. Default 100. */
  pollMs?: number;
}

/**
 * Runs `action` while this process holds the lock file; waits for whoever holds it now. The lock of a process that was
 * killed is taken over: at once if it ran on this machine, otherwise when it has not been touched for `staleAfterMs`.
 */
export async function withFileLock<T>(
  file: string,
  action: () => Promise<T>,
  { onWait, staleAfterMs = 20_000, pollMs = 100 }: FileLockOptions = {},
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const owner = JSON.stringify({ host: os.hostname(), pid: process.pid, id: randomUUID() });
  for (let told = false; !(await acquire(file, owner, staleAfterMs)); told = true) {
    if (!told) onWait?.();
    await wait(pollMs);
  }
  const touching = setInterval(() => {
    const now = new Date();
    // The folder may be gone by now; whoever needs it will say so.
    utimes(file, now, now).catch(() => {});
  }, staleAfterMs / 10);
  touching.unref();
  try {
    return await action();
  } finally {
    clearInterval(touching);
    if ((await content(file)) === owner) await rm(file, { force: true });
  }
}

async function acquire(file: string, owner: string, staleAfterMs: number): Promise<boolean> {
  try {
    await writeFile(file, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = await content(file);
  const touched = await stat(file).catch(() => undefined);
  if (holder === undefined || touched === undefined) return false;
  if (isAlive(holder) && Date.now() - touched.mtimeMs < staleAfterMs) return false;
  await takeAway(file, holder);
  return false;
}

/** Removes the lock of a dead process; if somebody else was faster and holds it by now, theirs is put back. */
async function takeAway(file: string, deadHolder: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await content(aside)) !== deadHolder) await link(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Unknown (another machine, half-written) counts as alive: then only time tells. */
function isAlive(holder: string): boolean {
  let owner: { host?: unknown; pid?: unknown };
  try {
    owner = JSON.parse(holder);
  } catch {
    return true;
  }
  if (owner.host !== os.hostname() || typeof owner.pid !== 'number') return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function content(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
