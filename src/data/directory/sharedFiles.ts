/** Two flows of one folder that are meant to be apart and are not. */
import { warn } from '../../display/warn.js';
import type { Subset } from '../generator/flowArgs.js';
import type { FileFlow } from './fileFlow.js';

interface Opened {
  flow: WeakRef<FileFlow>;
  subset: Subset | undefined;
}

/** The last flow of each subset, by folder. */
const opened = new Map<string, Map<string, Opened>>();

/** Warns where a training and a validation flow of one folder share files: splits that differ. */
export function warnOfSharedFiles(
  flow: FileFlow,
  root: string,
  key: string,
  subset: Subset | undefined,
): void {
  const others = opened.get(root) ?? new Map<string, Opened>();
  opened.set(root, others);
  for (const other of others.values()) {
    const before = other.flow.deref();
    if (before === undefined || other.subset === subset || other.subset === undefined || subset === undefined)
      continue;
    const known = new Set(before.filenames);
    const shared = flow.filenames.filter((name) => known.has(name));
    if (shared.length === 0) continue;
    warn(
      flow,
      `flowFromDirectory: ${shared.length} files of ${root} are in this ${subset} subset and in an earlier ${other.subset} ` +
        `subset (${shared.slice(0, 3).join(', ')}${shared.length > 3 ? ', …' : ''}). Give both the same validationSplit.`,
    );
  }
  others.set(key, { flow: new WeakRef(flow), subset });
}
