/** What an optimizer remembers beside every variable, in Keras's order and under Keras's names. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** A tensor of a variable's shape that an optimizer keeps. */
export interface Slot {
  /** Keras's name, as in `momentum`. */
  readonly name: string;
  /** The value of every element at the beginning. Default 0. */
  readonly initial?: number;
  /** Which variables have it. Default all. */
  has?(variable: Variable): boolean;
}

/** Slot name → its tensor, for one variable. */
export type Slots = Readonly<Record<string, Tensor>>;

/** A tensor of state and the names it goes by. */
export interface StateEntry {
  /** Keras's name: `<path>_momentum`, with `_` for every `/` of the path. */
  readonly name: string;
  /** tfjs's name: `<variable>/momentum`, from which the variable can be found again. */
  readonly savedName: string;
  readonly state: Variable;
}

/** Slots for every variable, made when a variable is first seen. Disposed by the optimizer. */
export class OptimizerState {
  private readonly slotsOf = new Map<string, Record<string, Variable>>();
  private readonly shared: readonly Variable[];

  constructor(
    /** Keras makes one group of slots after the other, and within a group goes from variable to variable. */
    private readonly groups: readonly (readonly Slot[])[],
    private readonly sharedSlots: readonly Slot[],
  ) {
    this.shared = sharedSlots.map(({ initial = 0 }) => own(tf.scalar(initial)));
  }

  /** Makes the slots of variables not seen before. */
  build(variables: readonly Variable[]): void {
    for (const variable of variables) {
      if (this.slotsOf.has(variable.name)) continue;
      const slots = this.groups.flat().filter((slot) => slot.has?.(variable) ?? true);
      const made = slots.map((slot): [string, Variable] => [
        slot.name,
        own(tf.fill(variable.shape, slot.initial ?? 0)),
      ]);
      this.slotsOf.set(variable.name, Object.fromEntries(made));
    }
  }

  has(variable: Variable): boolean {
    return this.slotsOf.has(variable.name);
  }

  /** The slots of a variable that was built. */
  of(variable: Variable): Record<string, Variable> {
    return this.slotsOf.get(variable.name)!;
  }

  /** State that belongs to no variable. */
  get sharedState(): readonly Variable[] {
    return this.shared;
  }

  /** All state, in Keras's order. */
  entries(): StateEntry[] {
    const perVariable = this.groups.flatMap((group) =>
      [...this.slotsOf].flatMap(([variable, slots]) =>
        group
          .filter(({ name }) => slots[name] !== undefined)
          .map(({ name }) => ({
            name: `${variable.replaceAll('/', '_')}_${name}`,
            savedName: `${variable}/${name}`,
            state: slots[name]!,
          })),
      ),
    );
    const shared = this.sharedSlots.map(({ name }, index) => ({
      name,
      savedName: name,
      state: this.shared[index]!,
    }));
    return [...perVariable, ...shared];
  }

  dispose(): void {
    for (const { state } of this.entries()) state.dispose();
    this.slotsOf.clear();
  }
}

/** A variable without a name, so that two optimizers can remember the same weights. */
function own(initial: Tensor): Variable {
  const variable = tf.variable(initial, false);
  initial.dispose();
  return variable;
}
