import { readFileSync } from 'node:fs';

/** Of a process and its children, in MiB. Linux alone tells it; undefined elsewhere. */
export function residentMiB(pid) {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children
    .split(' ')
    .filter(Boolean)
    .reduce((sum, child) => sum + residentMiB(child), own);
}
