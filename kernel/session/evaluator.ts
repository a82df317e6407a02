/** Runs JavaScript in V8's REPL mode, as the console of a browser does: top-level `let`s are live bindings that later
 *  code may declare anew, `await` stands at the top level, and what ran before an error stays. */
import inspector from 'node:inspector';

/** The code threw. */
export class Thrown {
  constructor(readonly value: unknown) {}
}

/** V8 was told to stop the code. */
export class Terminated {}

const catcherKey = '__cuaderno_thrown';
const group = 'cell';

export class Evaluator {
  readonly #session = new inspector.Session();

  constructor() {
    this.#session.connect();
  }

  /**
   * Runs a script to its end, awaits included. Its synchronous part has run when this returns.
   * Resolves with undefined when the end was reached; never rejects.
   */
  run(javascript: string, sourceUrl: string): Promise<Thrown | Terminated | undefined> {
    return new Promise((resolve) => {
      const script: inspector.Runtime.EvaluateParameterType & { replMode: boolean } = {
        expression: `${javascript}\n//# sourceURL=${sourceUrl}`,
        objectGroup: group,
        replMode: true,
      };
      this.#session.post('Runtime.evaluate', script, (error, outcome) => {
        if (error) resolve(new Terminated());
        else if (outcome.exceptionDetails) resolve(new Thrown(this.#valueOf(outcome.exceptionDetails)));
        else resolve(undefined);
        this.#session.post('Runtime.releaseObjectGroup', { objectGroup: group });
      });
    });
  }

  close(): void {
    this.#session.disconnect();
  }

  /** The very object that was thrown, not the inspector's description of it. */
  #valueOf(details: inspector.Runtime.ExceptionDetails): unknown {
    const remote = details.exception;
    if (!remote) return new Error(details.text);
    let value: unknown;
    const holder = globalThis as { [catcherKey]?: (thrown: unknown) => void };
    Object.defineProperty(holder, catcherKey, {
      configurable: true,
      value: (thrown: unknown) => {
        value = thrown;
      },
    });
    const { objectId, unserializableValue } = remote;
    const argument = objectId
      ? { objectId }
      : unserializableValue
        ? { unserializableValue }
        : { value: remote.value as unknown };
    this.#session.post('Runtime.callFunctionOn', {
      functionDeclaration: `function (thrown) { this.${catcherKey}(thrown); }`,
      executionContextId: 1,
      arguments: [argument],
      objectGroup: group,
      silent: true,
    });
    delete holder[catcherKey];
    return value;
  }
}
