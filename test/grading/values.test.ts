import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, type Makers } from '../../kernel/grading/values/decodeValue.js';
import { encodeValue, type Registry } from '../../kernel/grading/values/encodeValue.js';
import { MessageLines } from '../../kernel/grading/values/messageLines.js';

const registry: Registry = { keep: () => 7, foreign: () => undefined };
const makers: Makers = {
  callable: (target, name) => ({ target, name }),
  instance: (target, className) => ({ target, className }),
  tensor: (values, shape, kind) => ({ values: [...values], shape, kind }),
};
const sent = (value: unknown): unknown =>
  decodeValue(JSON.parse(JSON.stringify(encodeValue(value, registry))), makers);

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, NaN, Infinity, -Infinity),
  fc.bigInt(),
  fc.float32Array(),
  fc.uint8Array(),
  fc.date(),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'then', 'length')),
      tie('value'),
    ),
    fc.array(fc.tuple(fc.string(), tie('value'))).map((entries) => new Map(entries)),
    fc.array(fc.integer()).map((entries) => new Set(entries)),
  ),
}));

describe('values between two processes', () => {
  it('arrive as they were sent', () => {
    fc.assert(
      fc.property(anything.value, (value) => {
        // Objects without a prototype arrive with one.
        const plain = (part: unknown): unknown => {
          if (Array.isArray(part)) return part.map(plain);
          if (part instanceof Map) return new Map([...part].map(([key, entry]) => [key, plain(entry)]));
          const isObject = typeof part === 'object' && part !== null;
          if (!isObject || ArrayBuffer.isView(part) || part instanceof Date || part instanceof Set)
            return part;
          const copy = {};
          for (const [key, entry] of Object.entries(part)) {
            Object.defineProperty(copy, key, {
              value: plain(entry),
              enumerable: true,
              writable: true,
              configurable: true,
            });
          }
          return copy;
        };
        // Vitest's comparison takes a key called __proto__ for the prototype.
        assert.deepStrictEqual(sent(value), plain(value));
      }),
    );
  });

  it('that belong to one side stay there', () => {
    class Point {}
    expect(sent([function named() {}, new Point()])).toEqual([
      { target: 7, name: 'named' },
      { target: 7, className: 'Point' },
    ]);
  });

  it('cannot be in a circle, too deep or too large', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => encodeValue(circle, registry)).toThrow('contains itself');
    let deep: unknown[] = [];
    for (let level = 0; level < 1000; level++) deep = [deep];
    expect(() => encodeValue(deep, registry)).toThrow('levels deep');
    const sparse: unknown[] = [];
    sparse.length = 4_294_967_295;
    expect(() => encodeValue(sparse, registry)).toThrow('more than 2000000 parts');
  });

  it('of any form at all are read or refused, and touch no prototype', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        try {
          decodeValue(value, makers);
        } catch (error) {
          expect((error as Error).name).toBe('Malformed');
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    const tags = [
      'object',
      'map',
      'set',
      'array',
      'tensor',
      'error',
      'callable',
      'instance',
      'date',
      'bigint',
      'number',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...tags), fc.jsonValue(), fc.jsonValue(), (tag, content, more) => {
        try {
          decodeValue({ [tag]: content, bytes: more, shape: more, name: more }, makers);
        } catch (error) {
          expect((error as Error).name).toBe('Malformed');
        }
      }),
      { numRuns: 1000 },
    );
    const planted = { object: [['__proto__', { object: [['polluted', true]] }]] };
    expect(Object.getPrototypeOf(decodeValue(planted, makers))).toBe(Object.prototype);
  });
});

it('messages are cut at their ends, whatever pieces they come in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((text) => !text.includes('\n'))),
      fc.integer({ min: 1, max: 9 }),
      (texts, size) => {
        const lines: string[] = [];
        const reader = new MessageLines((text) => void lines.push(text));
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        for (let start = 0; start < bytes.length; start += size)
          reader.take(bytes.subarray(start, start + size));
        expect(lines).toEqual(texts.map((text) => Buffer.from(text).toString()));
      },
    ),
  );
});
