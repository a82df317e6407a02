import { InvalidArgumentError } from 'commander';

/** What `--sandbox` may say. */
export function readSandbox(value: string): 'bubblewrap' | 'none' {
  if (value === 'bubblewrap' || value === 'none') return value;
  throw new InvalidArgumentError('Expected bubblewrap or none.');
}
