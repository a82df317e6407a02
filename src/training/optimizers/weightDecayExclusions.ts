import type { Variable } from '@tensorflow/tfjs';

/** Which variables weight decay leaves alone. */
export interface WeightDecayExclusionsArgs {
  /** Variables to leave out. */
  variables?: readonly Variable[];
  /** Patterns to look for in variables' names, as in `bias`. */
  names?: readonly (string | RegExp)[];
}

/** Which variables do not decay. */
export class WeightDecayExclusions {
  private variables = new Set<string>();
  private patterns: RegExp[] = [];

  /** Replaces what was set before, as Keras does. */
  set(args: WeightDecayExclusionsArgs): void {
    this.variables = new Set(args.variables?.map(({ name }) => name));
    this.patterns = (args.names ?? []).map((name) => new RegExp(name));
  }

  has(variable: Variable): boolean {
    return (
      this.variables.has(variable.name) || this.patterns.some((pattern) => variable.name.search(pattern) >= 0)
    );
  }
}
