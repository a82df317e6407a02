/** tfjs's table of variables by name, without keeping them alive: a dropped model's weights can be freed. */
import type { Variable } from '@tensorflow/tfjs';

export class WeakVariables {
  private readonly refs = new Map<string, WeakRef<Variable>>();

  /** What tfjs reads and writes as an ordinary object. */
  readonly table: Record<string, Variable> = new Proxy<Record<string, Variable>>(
    {},
    {
      get: (_, name) => this.find(name),
      has: (_, name) => this.find(name) !== undefined,
      set: (_, name, variable: Variable) => {
        this.refs.set(String(name), refOf(variable));
        return true;
      },
      deleteProperty: (_, name) => {
        this.refs.delete(String(name));
        return true;
      },
      ownKeys: () => [...this.refs.keys()].filter((name) => this.find(name) !== undefined),
      getOwnPropertyDescriptor: (_, name) => {
        const value = this.find(name);
        if (value === undefined) return undefined;
        return { value, writable: true, enumerable: true, configurable: true };
      },
    },
  );

  /** Forgets a name whose variable is gone; a new variable of that name stays. */
  forget(name: string): void {
    if (this.find(name) === undefined) this.refs.delete(name);
  }

  private find(name: string | symbol): Variable | undefined {
    return typeof name === 'string' ? this.refs.get(name)?.deref() : undefined;
  }
}

const reference = Symbol('reference');

/** The one weak reference to a variable: it gets a new value at every step of a training. */
export function refOf(variable: Variable & { [reference]?: WeakRef<Variable> }): WeakRef<Variable> {
  variable[reference] ??= new WeakRef(variable);
  return variable[reference];
}
