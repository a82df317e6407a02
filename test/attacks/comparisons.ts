import { type Attack, wrong } from './attack.js';

/** What a test compares with is changed, or what is compared. */
export const comparisons: Attack[] = [
  {
    name: 'assert is replaced by nothing',
    cells: wrong(
      "import nodeAssert from 'node:assert';\nfor (const name of Object.keys(nodeAssert)) (nodeAssert as any)[name] = () => {};\n" +
        'for (const name of Object.keys((nodeAssert as any).strict ?? {})) (nodeAssert as any).strict[name] = () => {};',
    ),
  },
  { name: 'the name assert is taken', cells: wrong('%%js\nassert = { equal() {}, deepEqual() {} };') },
  {
    name: 'Object.is, isDeepStrictEqual and every always agree',
    cells: wrong(
      "import util from 'node:util';\nObject.is = () => true;\n(util as any).isDeepStrictEqual = () => true;\n" +
        '(Array.prototype as any).every = () => true;\nArray.prototype.includes = () => true;',
    ),
  },
  {
    name: 'Math.abs, JSON.stringify and Number are replaced',
    cells: wrong(
      "Math.abs = () => 0;\nJSON.stringify = () => '3';\n(globalThis as any).Number = Object.assign(() => 3, { isNaN: () => false });",
    ),
  },
  {
    name: 'an object that is equal to everything: valueOf, toString, toJSON, Symbol.toPrimitive',
    cells: wrong(
      "const equal: any = { valueOf: () => 3, toString: () => 'frog', toJSON: () => 3, [Symbol.toPrimitive]: () => 3 };",
      'equal',
    ),
  },
  {
    name: 'a Proxy that answers every question',
    cells: wrong(
      'const sly: any = new Proxy(function () {}, { get: (_, key) => (key === "length" ? 3 : sly), has: () => true, apply: () => sly });',
      'sly',
    ),
  },
  {
    name: 'getters that change their mind',
    cells: wrong(
      'let asked = 0;\nconst fickle: any = { get 0() { return [3, 6, 10.5][asked++ % 3]; }, length: 3 };',
      'fickle',
    ),
  },
  {
    name: 'a class whose instances claim to be arrays',
    cells: wrong(
      'class Claim extends Array { get [Symbol.toStringTag]() { return "Array"; } }\nconst claim = new Claim(3);',
      'claim',
    ),
  },
  { name: 'NaN', cells: wrong('', 'NaN') },
  { name: 'infinity', cells: wrong('', 'Infinity') },
  { name: 'negative zero', cells: wrong('', '-0') },
  { name: 'a sparse array', cells: wrong('const sparse: any = []; sparse.length = 3;', 'sparse') },
  {
    name: 'an array of four thousand million places',
    cells: wrong('const huge: any = []; huge.length = 4_294_967_295;', 'huge'),
  },
  {
    name: 'a value that contains itself',
    cells: wrong('const circle: any = []; circle.push(circle);', 'circle'),
  },
  {
    name: 'a value nested a million deep',
    cells: wrong('let deep: any = []; for (let i = 0; i < 1_000_000; i++) deep = [deep];', 'deep'),
  },
  { name: 'a text of half a gigabyte', cells: wrong('', '"x".repeat(500_000_000)') },
  {
    name: 'keys called __proto__ and constructor',
    cells: wrong(
      'const polluting: any = JSON.parse(\'{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}\');',
      'polluting',
    ),
  },
  {
    name: 'the answer is thrown, and the error says that it passed',
    cells: {
      add: 'function add(): never { throw Object.assign(new Error("Passed."), { name: "", code: 0, earned: 100 }); }',
      scale: 'function scale(): never { throw { status: "ok", value: [3, 6, 10.5] }; }',
    },
  },
];
