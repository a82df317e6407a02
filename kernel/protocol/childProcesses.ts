/** The processes that cells have started: they end with the kernel, also with one whose client has died. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process may take to end by itself. */
const patienceMs = 500;
const pollMs = 20;

/** Lists the children of a process; part of macOS and the BSDs. */
const listChildren = 'pgrep';

/**
 * Ends all descendants of this process: first politely, then by force.
 * @param sparing a child that stays, and what it starts
 */
export async function endChildren(sparing: number | undefined): Promise<void> {
  if (process.platform === 'win32') return;
  const family = descendantsOf(process.pid, sparing);
  let left = family.filter((pid) => signal(pid, 'SIGTERM'));
  for (let waitedMs = 0; left.length > 0 && waitedMs < patienceMs; waitedMs += pollMs) {
    await delay(pollMs);
    left = left.filter((pid) => signal(pid, 0));
  }
  for (const pid of left) signal(pid, 'SIGKILL');
}

function descendantsOf(pid: number, sparing: number | undefined): number[] {
  return childrenOf(pid)
    .filter((child) => child !== sparing)
    .flatMap((child) => [child, ...descendantsOf(child, sparing)]);
}

/** Linux lists them by the thread that has started them; elsewhere a program knows. */
function childrenOf(pid: number): number[] {
  try {
    const threads = `/proc/${pid}/task`;
    return readdirSync(threads).flatMap((thread) =>
      numbersIn(readFileSync(`${threads}/${thread}/children`, 'utf8')),
    );
  } catch {
    return numbersIn(spawnSync(listChildren, ['-P', String(pid)], { encoding: 'utf8' }).stdout ?? '');
  }
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** Whether there was somebody to get it. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
