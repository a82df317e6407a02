import { InvalidArgumentError } from 'commander';

import type { SandboxKind } from '../grading/sandbox/sandbox.js';

export const sandboxHelp = 'auto, bubblewrap, unshare, or none: students’ code runs with your own rights';

/** What `--sandbox` may say; undefined for the one that works here. */
export function readSandbox(value: string): SandboxKind | undefined {
  if (value === 'auto') return undefined;
  if (value === 'bubblewrap' || value === 'unshare' || value === 'none') return value;
  throw new InvalidArgumentError('Expected auto, bubblewrap, unshare or none.');
}

/** What `--gradescope-sandbox` may say. */
export function readGradescopeSandbox(value: string): 'auto' | 'none' {
  if (value === 'auto' || value === 'none') return value;
  throw new InvalidArgumentError('Expected auto or none.');
}
