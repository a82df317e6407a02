/** Models of the student's, each in a sandboxed process of its own that has run none of the student's code: it has loaded
 *  a file of layers and weights, and knows only the library's layers. */
import type { Question } from '../values/encoded.js';
import type { Answer, Budget, CandidateLink } from './candidateLink.js';
import type { Processes } from './processes.js';

/** How many a submission may have rebuilt. */
const mostModels = 8;

export class RebuiltModels {
  readonly #links: CandidateLink[] = [];
  /** What was rebuilt since the student's code has run last. */
  readonly #known = new Map<number, Answer>();

  constructor(private readonly processes: Processes) {}

  /** @returns the process that holds the model, and its number there. Never rejects. */
  async rebuild(student: CandidateLink, target: number, budget: Budget): Promise<Answer> {
    const known = this.#known.get(target);
    if (known !== undefined) return known;
    if (this.#links.length >= mostModels) {
      return { thrown: { name: 'Error', message: `the tests have taken ${mostModels} models already` } };
    }
    const taken = await student.ask({ ask: 'bytes', target }, budget);
    if (taken.value === undefined) return taken;
    const link = this.processes.takeCandidate();
    this.#links.push(link);
    const loaded = await link.ask({ ask: 'load', bytes: taken.value }, budget);
    if (loaded.value === undefined) return loaded;
    const { instance } = loaded.value as { instance: number };
    const answer: Answer = { value: [this.#links.length - 1, instance] };
    this.#known.set(target, answer);
    return answer;
  }

  /** Asks the process that holds a model. Never rejects. */
  ask(process: number, question: Question, budget: Budget): Promise<Answer> {
    return this.#links[process]!.ask(question, budget);
  }

  /** The student's code runs: its models may be others afterwards. */
  forget(): void {
    this.#known.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }
}
