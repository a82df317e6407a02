import { expect, test } from 'vitest';
import { compileCell } from '../../../kernel/language/compileCell.js';
import { Evaluator } from '../../../kernel/session/evaluator.js';

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
