/** What the dashboard shows of the queue, read from Redis: numbers and names, nothing out of a notebook or a test. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { connectionTo } from '../../../src/experiments/sweep/queue.js';
import { failuresKey, type NotedFailure, queueName } from '../queue/gradingQueue.js';
import { plainText } from '../report/pageText.js';
import { gradingRate } from './gradingRate.js';

/** A submission that a worker has at the moment. */
export interface ActiveSubmission {
  submission: string;
  /** `host:process`; empty while it is not known. */
  worker: string;
  /** Milliseconds since 1970. */
  sinceMs: number;
}

/** A submission that has ended, with its points or with why it has none. */
export interface EndedSubmission {
  submission: string;
  endedMs: number;
  earned?: number;
  points?: number;
  problem?: string;
}

export interface QueueState {
  waiting: number;
  active: number;
  /** Of the last 30 days, as long as the server keeps grades. */
  graded: number;
  failed: number;
  /** Submissions a minute, by the last fifty of the last ten minutes; null where there are fewer than two. */
  perMinute: number | null;
  /** For what is in the queue; null while the rate is not known. */
  secondsLeft: number | null;
  workers: { name: string; connectedSeconds: number }[];
  beingGraded: ActiveSubmission[];
  /** The newest first. */
  ended: EndedSubmission[];
}

/** How many lines of a list are shown. */
const most = 20;
/** A server that takes longer is told of as one that does not answer. */
const patienceMs = 2000;
/** So many grades at most say how fast it goes. */
const rateCount = 50;

export class QueueReader {
  readonly #redis: Redis;
  readonly #queue: Queue;
  /** Grades never change: each is read once. */
  #known = new Map<string, EndedSubmission>();

  /** @throws {ArgumentError} for an address that is none of a Redis server */
  constructor(redis: string) {
    const { url } = connectionTo(redis, 'grade serve');
    this.#redis = new Redis(url, {
      commandTimeout: patienceMs,
      maxRetriesPerRequest: null,
      retryStrategy: () => 1000,
    });
    this.#queue = new Queue(queueName, { connection: this.#redis });
    // Lost connections come back by themselves; meanwhile `read` fails.
    const ignore = (): void => undefined;
    this.#redis.on('error', ignore);
    this.#queue.on('error', ignore);
  }

  /** @throws {Error} if the server does not answer */
  async read(nowMs = Date.now()): Promise<QueueState> {
    const [counts, failures, rate, workers, beingGraded, grades] = await Promise.all([
      this.#queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'completed', 'failed'),
      this.#failures(),
      this.#rate(nowMs),
      this.#workers(),
      this.#beingGraded(),
      this.#grades(),
    ]);
    const count = (...names: string[]): number => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    const waiting = count('wait', 'prioritized', 'delayed');
    const active = count('active');
    const left = waiting + active;
    return {
      waiting,
      active,
      graded: count('completed'),
      failed: failures.count + count('failed'),
      perMinute: rate,
      secondsLeft: left === 0 ? 0 : rate === null ? null : (left / rate) * 60,
      workers,
      beingGraded,
      ended: [...grades, ...failures.last].sort((a, b) => b.endedMs - a.endedMs).slice(0, most),
    };
  }

  async close(): Promise<void> {
    // Before the connection, which BullMQ leaves to whoever made it.
    await this.#queue.close();
    this.#redis.disconnect();
  }

  async #rate(nowMs: number): Promise<number | null> {
    const newest = await this.#redis.zrevrange(
      this.#queue.toKey('completed'),
      0,
      rateCount - 1,
      'WITHSCORES',
    );
    return gradingRate(newest.filter((_, index) => index % 2 === 1).map(Number), nowMs);
  }

  async #workers(): Promise<QueueState['workers']> {
    const ages = new Map<string, number>();
    for (const { rawname = '', age } of await this.#queue.getWorkers()) {
      const name = rawname.split(':w:')[1] ?? '';
      if (name !== '') ages.set(name, Math.max(ages.get(name) ?? 0, Number(age)));
    }
    return [...ages]
      .map(([name, connectedSeconds]) => ({ name: plainText(name), connectedSeconds }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  async #beingGraded(): Promise<ActiveSubmission[]> {
    const ids = await this.#redis.lrange(this.#queue.toKey('active'), -most, -1);
    const jobs = await Promise.all(
      // Not the whole job: a notebook may be large.
      ids.map((id) => this.#redis.hmget(this.#queue.toKey(id), 'name', 'pb', 'processedOn')),
    );
    return jobs.flatMap(([name, worker, since]) =>
      // Removed since.
      name == null
        ? []
        : [{ submission: plainText(name), worker: plainText(worker ?? ''), sinceMs: Number(since ?? 0) }],
    );
  }

  async #grades(): Promise<EndedSubmission[]> {
    const newest = await this.#redis.zrevrange(this.#queue.toKey('completed'), 0, most - 1, 'WITHSCORES');
    const shown = new Map<string, EndedSubmission>();
    for (let place = 0; place < newest.length; place += 2) {
      const id = newest[place]!;
      const endedMs = Number(newest[place + 1]);
      const grade = this.#known.get(id) ?? (await this.#gradeOf(id, endedMs));
      if (grade !== undefined) shown.set(id, grade);
    }
    this.#known = shown;
    return [...shown.values()];
  }

  async #gradeOf(id: string, endedMs: number): Promise<EndedSubmission | undefined> {
    const text = await this.#redis.hget(this.#queue.toKey(id), 'returnvalue');
    if (text === null) return undefined;
    // BullMQ keeps as JSON what the worker returned, which is a grade as JSON.
    const { submission, earned, points } = JSON.parse(JSON.parse(text) as string) as {
      submission: string;
      earned: number;
      points: number;
    };
    return { submission: plainText(submission), endedMs, earned, points };
  }

  async #failures(): Promise<{ count: number; last: EndedSubmission[] }> {
    const [count, newest] = await Promise.all([
      this.#redis.zcard(failuresKey),
      this.#redis.zrevrange(failuresKey, 0, most - 1, 'WITHSCORES'),
    ]);
    const last = newest.flatMap((text, index) => {
      if (index % 2 === 1) return [];
      const { submission, reason } = JSON.parse(text) as NotedFailure;
      return [
        {
          submission: plainText(submission),
          endedMs: Number(newest[index + 1]),
          problem: publicReason(reason),
        },
      ];
    });
    return { count, last };
  }
}

/** Reasons that are about the machines are told; others may quote a notebook or a test. */
function publicReason(reason: string): string {
  if (/^job stalled more than allowable limit/.test(reason)) return 'its workers died again and again';
  if (reason === 'the server does not have the assignment') return reason;
  return 'not gradable: the grading’s own report says why';
}
