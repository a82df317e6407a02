/** What a submission loses that came after it was due. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { ArgumentError, DataError } from '../../../src/errors.js';
import type { Grade } from './gradeSubmission.js';

export interface LatePolicy {
  dueMs: number;
  /** Share of the earned points that is lost for each day or hour that has begun, in [0, 1]. */
  share: number;
  unitMs: number;
  /** The largest share that is lost. */
  most: number;
  /** Milliseconds after the due time that cost nothing. */
  freeMs: number;
}

const minuteMs = 60_000;
const units: Readonly<Record<string, number>> = {
  min: minuteMs,
  h: 60 * minuteMs,
  hour: 60 * minuteMs,
  day: 1440 * minuteMs,
};

/**
 * `10% a day, at most 50%, 15 min free`; the last two may be left out.
 * @param due an ISO 8601 date and time with its zone
 * @throws {ArgumentError} for another form
 */
export function readLatePolicy(due: string, text: string): LatePolicy {
  const dueMs = Date.parse(due);
  if (!/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(due) || Number.isNaN(dueMs)) {
    throw new ArgumentError(
      `--due: expected a date, a time and its zone, such as 2026-03-01T23:59:00+01:00; received "${due}".`,
    );
  }
  const policy: LatePolicy = { dueMs, share: 0, unitMs: units.day!, most: 1, freeMs: 0 };
  for (const part of text.split(',').map((one) => one.trim())) {
    const rate = /^(\d+(?:\.\d+)?) ?% (?:a|an|per) (day|hour)$/.exec(part);
    const most = /^at most (\d+(?:\.\d+)?) ?%$/.exec(part);
    const free = /^(\d+(?:\.\d+)?) ?(min|h) free$/.exec(part);
    if (rate) {
      policy.share = Number(rate[1]) / 100;
      policy.unitMs = units[rate[2]!]!;
    } else if (most) policy.most = Number(most[1]) / 100;
    else if (free) policy.freeMs = Number(free[1]) * units[free[2]!]!;
    else {
      throw new ArgumentError(
        `--late: expected parts such as "10% a day", "at most 50%", "15 min free"; received "${part}".`,
      );
    }
  }
  return policy;
}

/** The grade with what it loses, if it came too late. */
export function withLateness(grade: Grade, submittedMs: number, policy: LatePolicy): Grade {
  const lateMs = submittedMs - policy.dueMs;
  const isLate = lateMs > policy.freeMs;
  const lostShare = isLate ? Math.min(1, policy.most, policy.share * Math.ceil(lateMs / policy.unitMs)) : 0;
  const submitted = new Date(submittedMs).toISOString();
  return {
    ...grade,
    // Two decimals, as grade books keep them.
    earned: Math.round(grade.earned * (1 - lostShare) * 100) / 100,
    late: { submitted, hours: Math.max(0, lateMs) / units.h!, lostShare, before: grade.earned },
  };
}

/**
 * When submissions were handed in: a table's (columns `submission`, a path or file name, and `time`), else nbgrader's
 * `timestamp.txt` beside the notebook, else the time of the file's last change.
 */
export class SubmissionTimes {
  private constructor(private readonly table: ReadonlyMap<string, number>) {}

  /** @throws {DataError} for a table without these columns, and times that are none */
  static async read(tableFile: string | undefined): Promise<SubmissionTimes> {
    if (tableFile === undefined) return new SubmissionTimes(new Map());
    const text = await readFile(tableFile, 'utf8').catch((cause: Error) => {
      throw new DataError(`${tableFile} cannot be read: ${cause.message}`, { cause });
    });
    const rows = parse(text, { columns: true, trim: true, bom: true }) as Record<string, string>[];
    const times = rows.map(({ submission, time }) => {
      if (submission === undefined || time === undefined) {
        throw new DataError(`${tableFile}: expected the columns submission and time.`);
      }
      return [submission, timeOf(time, tableFile)] as const;
    });
    return new SubmissionTimes(new Map(times));
  }

  /** Milliseconds since 1970. */
  async of(submission: string): Promise<number> {
    const listed = this.table.get(submission) ?? this.table.get(path.basename(submission));
    if (listed !== undefined) return listed;
    const stamp = path.join(path.dirname(submission), 'timestamp.txt');
    const written = await readFile(stamp, 'utf8').catch(() => undefined);
    if (written !== undefined) return timeOf(written.trim(), stamp);
    return (await stat(submission)).mtimeMs;
  }
}

/** nbgrader writes 2026-03-01 22:58:23.948203 UTC. */
function timeOf(text: string, file: string): number {
  const iso = text.replace(/^(\S+) (\S+?)(\.\d{3})?\d*(?: UTC)$/, '$1T$2$3Z');
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new DataError(`${file}: "${text}" is no time.`);
  return time;
}
