/** What a training curve shows, by rules of thumb. */
import { type Displayable, jupyterDisplay, type MimeBundle } from '../display/displayHost.js';
import type { HistoryLike } from '../plots/curves.js';
import { requireWholeNumber } from '../training/requireWholeNumber.js';
import { findings, type PatternName } from './diagnosis/findings.js';
import { trainingCurve } from './diagnosis/trainingCurve.js';
import { described, smallWord } from './diagnosis/words.js';

/** Arguments of `explain.diagnose`. */
export interface DiagnoseArgs {
  /** How many classes there are; by default it is told from the accuracy that guessing would have. */
  classes?: number;
}

/** A pattern that a training curve shows. */
export interface Finding {
  readonly pattern: PatternName;
  /** The pattern's name in the language in force. */
  readonly title: string;
  /** Since which epoch, counted from 1; undefined where the whole curve shows it. */
  readonly since: number | undefined;
  /** The numbers that it was seen by, in a sentence. */
  readonly evidence: string;
  /** What may help, the likeliest first. */
  readonly tries: readonly string[];
}

/**
 * Names what a training curve shows: overfitting and since when, no learning, chance level, a loss that runs away, too high
 * a rate, a slow start, a training that was stopped early, a validation that is too easy, or nothing of the kind.
 * Rules of thumb, which look at losses and accuracies alone: a hint where to look, no proof.
 * @param history what `fit` returns, or `log.history('T3')`
 * @throws {ArgumentError} for a history without epochs
 * @example
 * const diagnosis = explain.diagnose(history);
 * diagnosis.findings[0]!.pattern; // 'tooShort' for one epoch; 'overfitting', …, 'healthy'
 * diagnosis; // in a notebook: the findings with their evidence and what to try
 */
export function diagnose(history: HistoryLike, args: DiagnoseArgs = {}): Diagnosis {
  if (args.classes !== undefined) requireWholeNumber('explain.diagnose', 'classes', args.classes, 2);
  const seen = findings(trainingCurve(history), args.classes);
  return new Diagnosis(
    seen.map((sighting) => ({ pattern: sighting.pattern, since: sighting.since, ...described(sighting) })),
  );
}

/**
 * What `explain.diagnose` gives; it shows itself in a notebook.
 * @example explain.diagnose(history).text;
 */
export class Diagnosis implements Displayable {
  constructor(
    /** The gravest first; a single `healthy` where nothing else was seen. */
    readonly findings: readonly Finding[],
  ) {}

  /** Whether a pattern was seen. @example explain.diagnose(history).shows('overfitting'); */
  shows(pattern: PatternName): boolean {
    return this.findings.some((finding) => finding.pattern === pattern);
  }

  /** The findings as lines of text. */
  get text(): string {
    return this.lines((text) => text).join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/markdown': this.lines((text) => `**${text}**`).join('\n'), 'text/plain': this.text };
  }

  toString(): string {
    return this.text;
  }

  private lines(strong: (text: string) => string): string[] {
    return this.findings.flatMap(({ title, since, evidence, tries }) => [
      `${strong(title)}${since === undefined ? '' : ` (${smallWord('since')} ${since})`}: ${evidence}`,
      ...(tries.length === 0 ? [] : ['', smallWord('tries'), '']),
      ...tries.map((one) => `- ${one}`),
      '',
    ]);
  }
}
