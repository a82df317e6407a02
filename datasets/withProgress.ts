import { notice } from '../src/data/notice.js';
import { progressReporter } from '../src/data/progressReporter.js';
import type { LoadOptions } from './loadOptions.js';
import type { ProvideOptions } from './provideOptions.js';

/** Runs a load with what it shows on the terminal or in the notebook. */
export async function withProgress<Result>(
  { from, onProgress }: LoadOptions,
  load: (options: ProvideOptions) => Promise<Result>,
): Promise<Result> {
  const progress = progressReporter();
  try {
    return await load({ from, onProgress: onProgress ?? progress.report, onNotice: notice });
  } finally {
    progress.end();
  }
}
