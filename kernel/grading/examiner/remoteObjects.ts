/** Functions and instances of the student's, as the test sees them: what is done to them is done over there. */
import type { Encoded, Question, Reply } from '../values/encoded.js';

type Ask = (question: (encode: (value: unknown) => Encoded) => Question) => Reply;

export class RemoteObjects {
  readonly #known = new Map<number, object>();
  readonly #encoded = new WeakMap<object, Encoded>();
  #decode: (encoded: Encoded) => unknown = () => undefined;

  constructor(private readonly ask: Ask) {}

  decodeWith(decode: (encoded: Encoded) => unknown): void {
    this.#decode = decode;
  }

  /** What stands for something of the student's that is handed back. */
  encodedOf(value: object): Encoded | undefined {
    return this.#encoded.get(value);
  }

  /** A reply's value, or what the student's code threw. */
  valueOf(reply: Reply, decode: (encoded: Encoded) => unknown = this.#decode): unknown {
    if ('thrown' in reply) {
      const error = new Error(String(reply.thrown?.message));
      error.name = String(reply.thrown?.name);
      throw error;
    }
    const value = decode(reply.value);
    return reply.isPromise === true ? Promise.resolve(value) : value;
  }

  callable(target: number, name: string): object {
    return this.#once(target, { callable: target, name }, () => {
      // A class can be called through a proxy as well as constructed.
      const place = class {};
      Object.defineProperty(place, 'name', { value: name, configurable: true });
      return new Proxy(place, {
        apply: (_, self: unknown, args: unknown[]) =>
          this.#value((encode) => ({
            ask: 'call',
            target,
            ...(self === undefined || !this.#isTheirs(self) ? {} : { self: encode(self) }),
            args: args.map(encode),
          })),
        construct: (_, args: unknown[]) =>
          this.#value((encode) => ({ ask: 'construct', target, args: args.map(encode) })) as object,
        get: (own, key) => {
          if (
            typeof key === 'symbol' ||
            key === 'name' ||
            key === 'length' ||
            key === 'prototype' ||
            key in Function.prototype
          ) {
            return Reflect.get(own, key) as unknown;
          }
          return this.#value(() => ({ ask: 'get', target, key }));
        },
      });
    });
  }

  instance(target: number, className: string): object {
    return this.#once(target, { instance: target, className }, () => {
      const prototype = Object.create(null) as object;
      Object.defineProperty(prototype, Symbol.toStringTag, { value: className });
      const own = Object.create(prototype) as Record<string, unknown>;
      const refresh = (): void => {
        const now = this.#value(() => ({ ask: 'own', target })) as Record<string, unknown>;
        for (const key of Object.keys(own)) delete own[key];
        Object.assign(own, now);
      };
      return new Proxy(own, {
        get: (place, key) =>
          typeof key === 'symbol'
            ? (Reflect.get(place, key) as unknown)
            : this.#value(() => ({ ask: 'get', target, key })),
        set: (_, key, value) => {
          if (typeof key === 'symbol') return false;
          this.#value((encode) => ({ ask: 'set', target, key, value: encode(value) }));
          return true;
        },
        has: (_, key) =>
          typeof key === 'string' && this.#value(() => ({ ask: 'get', target, key })) !== undefined,
        ownKeys: (place) => {
          refresh();
          return Reflect.ownKeys(place);
        },
        getOwnPropertyDescriptor: (place, key) => {
          refresh();
          return Reflect.getOwnPropertyDescriptor(place, key);
        },
      });
    });
  }

  #value(question: (encode: (value: unknown) => Encoded) => Question): unknown {
    return this.valueOf(this.ask(question));
  }

  #isTheirs(value: unknown): boolean {
    return (
      (typeof value === 'object' || typeof value === 'function') && value !== null && this.#encoded.has(value)
    );
  }

  /** The same thing of the student's is the same object here. */
  #once(target: number, encoded: Encoded, make: () => object): object {
    const known = this.#known.get(target);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(target, made);
    this.#encoded.set(made, encoded);
    return made;
  }
}
