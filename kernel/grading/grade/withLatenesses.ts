import type { UnreadableSubmission } from './gradeAll.js';
import type { Grade } from './gradeSubmission.js';
import { type LatePolicy, type SubmissionTimes, withLateness } from './latePolicy.js';

/** All grades with what they lose. */
export function withLatenesses(
  grades: readonly (Grade | UnreadableSubmission)[],
  times: SubmissionTimes,
  policy: LatePolicy,
): Promise<(Grade | UnreadableSubmission)[]> {
  return Promise.all(
    grades.map(async (grade) =>
      'unreadable' in grade ? grade : withLateness(grade, await times.of(grade.submission), policy),
    ),
  );
}
