/** SIGINT for a worker: Node delivers signals to the main thread's loop, which user code may keep from turning. Node's
 *  own watchdog (what `vm`'s breakOnSigint uses) notes the signal in a thread of its own; this asks it. */

interface SignalWatchdog {
  startSigintWatchdog(): void;
  /** Whether a signal came since the start. */
  stopSigintWatchdog(): boolean;
  watchdogHasPendingSigint(): boolean;
}

const pollMs = 40;

export class InterruptSignal {
  readonly #watchdog = signalWatchdog();
  readonly #onSignal: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** From here on SIGINT no longer ends the process. */
  constructor(onSignal: () => void) {
    this.#onSignal = onSignal;
    this.#watchdog?.startSigintWatchdog();
  }

  /** Looks for signals from now on; those that came before are forgotten. */
  watch(): void {
    const watchdog = this.#watchdog;
    if (!watchdog) return;
    // To ask is cheap; to take ends a thread and starts another.
    if (watchdog.watchdogHasPendingSigint()) this.#take(watchdog);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (watchdog.watchdogHasPendingSigint() && this.#take(watchdog)) this.#onSignal();
    }, pollMs);
  }

  rest(): void {
    clearInterval(this.#timer);
  }

  #take(watchdog: SignalWatchdog): boolean {
    const came = watchdog.stopSigintWatchdog();
    watchdog.startSigintWatchdog();
    return came;
  }
}

/** Undefined where Node does not give it: SIGINT then waits for the main thread's loop (startKernel.ts). */
function signalWatchdog(): SignalWatchdog | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const { binding } = process as unknown as { binding(name: string): Partial<SignalWatchdog> };
    const found = binding.call(process, 'contextify');
    return found.startSigintWatchdog && found.stopSigintWatchdog && found.watchdogHasPendingSigint
      ? (found as SignalWatchdog)
      : undefined;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}
