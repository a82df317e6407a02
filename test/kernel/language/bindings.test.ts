/** Random notebooks against a model: whatever cells declare, redeclare, assign, close over and throw half-way, a name
 *  is one live binding with the value that was last given to it. */
import vm from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCell } from '../../../kernel/language/compileCell.js';
import { Evaluator, Thrown } from '../../../kernel/session/evaluator.js';

const names = ['alpha', 'beta', 'gamma'] as const;
type Name = (typeof names)[number];

/** One statement, and what it does to the model: the bindings, and the closures that read them. */
interface Step {
  code: string;
  apply(state: State): void;
}

interface State {
  values: Map<Name, unknown>;
  readers: Map<string, Name>;
}

const name = fc.constantFrom(...names);
const number = fc.integer({ min: 0, max: 99 });

const declare: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('let', 'const', 'var'), name, number)
  .map(([keyword, target, value]) => ({
    code: `${keyword} ${target} = ${value};`,
    apply: ({ values }) => void values.set(target, value),
  }));

const destructure: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('let', 'const', 'var'), name, number)
  .map(([keyword, target, value]) => ({
    code: `${keyword} { a: [${target} = 1] = [] } = { a: [${value}] };`,
    apply: ({ values }) => void values.set(target, value),
  }));

const loop: fc.Arbitrary<Step> = fc.tuple(name, fc.integer({ min: 1, max: 5 })).map(([target, count]) => ({
  code: `for (var ${target} = 0; ${target} < ${count}; ${target}++) { const ${target === 'beta' ? 'gamma' : 'beta'} = -1; }`,
  apply: ({ values }) => void values.set(target, count),
}));

const closure: fc.Arbitrary<Step> = fc.tuple(name, fc.nat(3)).map(([target, id]) => ({
  code: `function read${id}() { return typeof ${target} === 'undefined' ? undefined : ${target}; }`,
  apply: ({ readers }) => void readers.set(`read${id}`, target),
}));

const shadow: fc.Arbitrary<Step> = fc.tuple(name, number).map(([target, value]) => ({
  code: `{ let ${target} = ${value}; ${target}++; }`,
  apply: () => {},
}));

/** Cells in which no name is declared twice, as the language demands; perhaps with an error in the middle. */
const cell = fc
  .tuple(
    fc.array(fc.oneof(declare, destructure, loop, closure, shadow), { minLength: 1, maxLength: 5 }),
    fc.option(fc.nat(5), { freq: 2 }),
  )
  .map(([steps, throwAt]) => {
    const seen = new Set<string>();
    const valid = steps.filter(({ code }) => {
      const declared = /^(?:let|const|var) (?:\{ a: \[)?(\w+)|^for \(var (\w+)|^function (\w+)/.exec(code);
      const target = declared?.[1] ?? declared?.[2] ?? declared?.[3];
      if (target === undefined) return true;
      if (seen.has(target)) return false;
      seen.add(target);
      return true;
    });
    return { steps: valid, throwAt: throwAt !== null && throwAt <= valid.length ? throwAt : undefined };
  });

test('compiled cells behave like live bindings, also when they throw half-way', async () => {
  const evaluator = new Evaluator();
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
      const unknown = Symbol('unknown');
      const state: State = { values: new Map(), readers: new Map() };
      for (const target of names) {
        await evaluator.run(`let ${target} = undefined;`, 'reset');
        state.values.set(target, undefined);
      }
      for (const { steps, throwAt } of cells) {
        const lines = steps.map(({ code }) => code);
        if (throwAt !== undefined) lines.splice(throwAt, 0, 'throw new Error("half-way");');
        const end = await evaluator.run(compileCell(lines.join('\n')).javascript, 'cell');
        expect(end instanceof Thrown).toBe(throwAt !== undefined);
        steps.forEach((step, index) => {
          const ran = throwAt === undefined || index < throwAt;
          if (ran || step.code.startsWith('function')) step.apply(state);
          // Declared by this cell and not reached: no longer what it was, whatever it is now.
          else
            for (const target of names) if (redeclares(step.code, target)) state.values.set(target, unknown);
        });
      }
      for (const [target, value] of state.values) {
        if (value !== unknown) expect(vm.runInThisContext(target)).toBe(value);
      }
      for (const [reader, target] of state.readers) {
        const value = state.values.get(target);
        if (value !== unknown) expect(vm.runInThisContext(`${reader}()`)).toBe(value);
      }
    }),
    { numRuns: 300 },
  );
  evaluator.close();
});

function redeclares(code: string, target: Name): boolean {
  return new RegExp(`^(let|const|var) (\\{ a: \\[)?${target}\\b|^for \\(var ${target}\\b`).test(code);
}

test('names taken from the platform are renamed wherever they stand for a variable, and nowhere else', async () => {
  const { javascript } = compileCell(
    `const URL = (value) => ({ URL: value, process: 1 });
     const process = { URL, fetch: URL(2).URL };
     class Local { URL = process.fetch; process() { return this.URL; } }
     function use(URL) { const { fetch: renamed, ...rest } = process; return [URL, renamed, Object.keys(rest)]; }
     globalThis.seen = JSON.stringify([new Local().process(), use(5), Object.keys(process)]);`,
    { taken: new Set(['URL', 'process']) },
  );
  // `class`'s hook calls are the session's; here only the declarations matter.
  Object.assign(globalThis, {
    __cuaderno: { shown: () => false, result: () => {}, settled: async () => {} },
  });
  const evaluator = new Evaluator();
  expect(await evaluator.run(javascript, 'cell')).toBeUndefined();
  evaluator.close();
  expect(Reflect.get(globalThis, 'seen')).toBe('[2,[5,2,["URL"]],["URL","fetch"]]');
  expect(new URL('a:b').protocol).toBe('a:');
  expect(typeof globalThis.process.pid).toBe('number');
});
