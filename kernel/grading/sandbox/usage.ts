/** What a process and everything that it has started take, read from /proc. */
import { readdirSync, readFileSync, readlinkSync, statfsSync, statSync } from 'node:fs';

export interface Usage {
  /** Processor seconds, those of ended children included. */
  cpuSeconds: number;
  memoryBytes: number;
  processes: number;
  /** Files in the sandbox's /tmp. */
  files: number;
  /** Whether one of them computes, waits for a processor or for a disk: on a busy machine that takes no processor time. */
  isBusy: boolean;
}

export const noUsage: Usage = { cpuSeconds: 0, memoryBytes: 0, processes: 0, files: 0, isBusy: false };

/** Linux counts processor time in hundredths of a second for everybody outside of the kernel. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** The process itself may have ended: then there is nothing. */
export function usageOf(pid: number): Usage {
  const usage = { ...noUsage };
  const open = [pid];
  while (open.length > 0) {
    const next = open.pop()!;
    const read = readProcess(next);
    if (read === undefined) continue;
    usage.cpuSeconds += read.cpuSeconds;
    usage.memoryBytes += read.memoryBytes + namelessBytes(next);
    usage.isBusy ||= read.isBusy;
    usage.processes++;
    usage.files = Math.max(usage.files, filesIn(next));
    open.push(...childrenOf(next));
  }
  return usage;
}

function readProcess(pid: number): Pick<Usage, 'cpuSeconds' | 'memoryBytes' | 'isBusy'> | undefined {
  try {
    // The name may hold spaces and brackets: what counts comes after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return {
      cpuSeconds: ticks / ticksPerSecond,
      memoryBytes: Number(fields[21]) * pageBytes,
      isBusy: fields[0] === 'R' || fields[0] === 'D',
    };
  } catch {
    return undefined;
  }
}

/** Memory that is a file without a name (memfd_create), and in no process's own. */
function namelessBytes(pid: number): number {
  let bytes = 0;
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const file = `/proc/${pid}/fd/${descriptor}`;
      if (readlinkSync(file).startsWith('/memfd:')) bytes += statSync(file).blocks * 512;
    }
  } catch {
    // It has ended, or closed what was looked at.
  }
  return bytes;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function filesIn(pid: number): number {
  try {
    const { files, ffree, type } = statfsSync(`/proc/${pid}/root/tmp`);
    const isMemory = type === 0x01021994;
    return isMemory ? files - ffree : 0;
  } catch {
    return 0;
  }
}
