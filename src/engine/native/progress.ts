/** How the long steps of a set-up are told to whoever shows them. */
export interface SetupProgress {
  /** A step begins: one line, without a full stop. */
  step(title: string): void;
  /** How far the step is. */
  advance(doneBytes: number, totalBytes: number): void;
}
