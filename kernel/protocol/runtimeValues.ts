/** Values of the notebook's names, asked for from the worker: V8's inspector reads them on the main thread between two
 *  steps of whatever runs there, without running any of the user's code. */
import type { Session as InspectorSession, Runtime } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';

/** A main thread that is inside native code does not answer; the reader should not wait for it. One that has nothing to
 *  do is only slow, on a slow machine. */
const patienceMs = { busy: 80, free: 2000 } as const;
const group = 'cuaderno-inspection';
const mainContext = 1;

export class RuntimeValues {
  readonly #inspector: InspectorSession;
  readonly #isBusy: () => boolean;

  /**
   * @param connected to the main thread
   * @param isBusy whether a cell runs there
   */
  constructor(connected: InspectorSession, isBusy: () => boolean) {
    this.#inspector = connected;
    this.#isBusy = isBusy;
  }

  /**
   * The value in a few words (display/describeValue.ts).
   * @param expression a name, or names with points between them
   * @returns undefined if there is none, or the main thread does not answer soon
   */
  async describe(expression: string): Promise<string | undefined> {
    const abandoned = new AbortController();
    const late = delay(patienceMs[this.#isBusy() ? 'busy' : 'free'], undefined, {
      signal: abandoned.signal,
    }).catch(() => undefined);
    const described = await Promise.race([this.#describe(expression), late]);
    abandoned.abort();
    return described;
  }

  async #describe(expression: string): Promise<string | undefined> {
    // Getters and proxies would be the user's code.
    const found = await this.#post('Runtime.evaluate', {
      expression,
      throwOnSideEffect: true,
      silent: true,
      objectGroup: group,
    });
    if (!found || found.exceptionDetails) return undefined;
    const described = await this.#post('Runtime.callFunctionOn', {
      functionDeclaration: 'function (value) { return __cuaderno.describe(value); }',
      arguments: [argumentOf(found.result)],
      executionContextId: mainContext,
      returnByValue: true,
      silent: true,
      objectGroup: group,
    });
    this.#inspector.post('Runtime.releaseObjectGroup', { objectGroup: group });
    const text: unknown = described?.exceptionDetails ? undefined : described?.result.value;
    return typeof text === 'string' ? text : undefined;
  }

  #post(
    method: 'Runtime.evaluate' | 'Runtime.callFunctionOn',
    parameters: object,
  ): Promise<Runtime.EvaluateReturnType | undefined> {
    return new Promise((resolve) => {
      this.#inspector.post(method, parameters, (error: Error | null, outcome?: object) =>
        resolve(error ? undefined : (outcome as Runtime.EvaluateReturnType)),
      );
    });
  }
}

function argumentOf({ objectId, unserializableValue, value }: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value: value as unknown } : { unserializableValue };
}
