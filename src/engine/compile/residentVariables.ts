/** Variables that stay in a graph's session from step to step, where an operation moves them in place: to give them in and
 *  take them out at every step would copy each of them. JavaScript sees nothing of it. Its tensor of such a variable
 *  fetches the value when it is first asked for, and a variable that it gave another value is given in again. */
import type { DataId, Tensor, Variable } from '@tensorflow/tfjs';
import type { NativeBackend, TensorRecord } from '../nativeBackend.js';
import { tf } from '../tensorflow.js';
import { DataType } from './graph.js';
import type { GraphSession, Plan } from './graphSession.js';

/** The calls of the session that do nothing but give values in, and out. */
export interface ResidentPlans {
  set: Plan;
  read: Plan;
}

export class ResidentVariables {
  /** What JavaScript has of each variable since the last step; undefined where the session's value is not JavaScript's. */
  private held: (HeldData | undefined)[] = [];
  /** From before a step until JavaScript has its results, which an interrupt may prevent. */
  private isUnderWay = false;

  constructor(
    private readonly backend: NativeBackend,
    private readonly session: GraphSession,
    private readonly plans: ResidentPlans,
    private readonly variables: readonly Variable[],
  ) {}

  /** Before a step: the session has the values that JavaScript's variables have. */
  bringIn(): void {
    const isKnown =
      !this.isUnderWay && this.variables.every(({ dataId }, index) => this.held[index]?.dataId === dataId);
    if (!isKnown) this.give(this.variables);
    // Whoever cloned a variable has the value from before the step.
    else if (this.held.some((one) => one!.isAwaited && one!.refCount > 1)) this.giveOut();
    this.isUnderWay = true;
  }

  /** After a step: JavaScript's variables have the values that the session has. */
  takeOver(): void {
    for (const [index, variable] of this.variables.entries()) {
      const held = this.held[index];
      if (held?.isAwaited === true && held.dataId === variable.dataId) continue;
      const next = new HeldData(variable.shape, () => this.giveOut());
      this.held[index] = next;
      this.backend.tensorMap.set(next.dataId, next);
      const { shape, dtype } = variable;
      const tensor = tf.engine().makeTensorFromTensorInfo({ dataId: next.dataId, shape, dtype });
      variable.assign(tensor as Variable);
      tensor.dispose();
    }
    this.isUnderWay = false;
  }

  /** Other values than JavaScript's: those are fetched before. */
  give(values: readonly Tensor[]): void {
    if (this.variables.length === 0) return;
    this.release();
    for (const done of this.session.run(this.plans.set, values)) done.dispose();
  }

  /** The session's values, which the caller disposes. */
  read(): Tensor[] {
    return this.variables.length === 0 ? [] : this.session.run(this.plans.read, []);
  }

  /** JavaScript gets what it does not have yet, and the session's values are nobody's. */
  release(): void {
    if (this.held.some((one) => one?.isAwaited === true && one.refCount > 0)) this.giveOut();
    this.held = [];
  }

  /** Fetches all of them: that costs no copy. */
  private giveOut(): void {
    for (const [index, { id }] of this.session.runToMetadata(this.plans.read, []).entries()) {
      const held = this.held[index];
      if (held?.isAwaited === true && held.refCount > 0) held.arrive(id);
      else this.backend.binding.deleteTensor(id);
    }
  }
}

/** What the backend knows of a variable's data, which may still be in a session. */
class HeldData implements TensorRecord {
  readonly dataId: DataId = {};
  readonly dtype = DataType.float32;
  id = -1;
  refCount = 1;

  constructor(
    readonly shape: number[],
    private fetch: (() => void) | undefined,
  ) {}

  get isAwaited(): boolean {
    return this.fetch !== undefined;
  }

  arrive(id: number): void {
    this.id = id;
    this.fetch = undefined;
  }

  /** The backend asks for values that TensorFlow was not given before it takes the id. */
  get values(): null {
    this.fetch?.();
    return null;
  }
}
