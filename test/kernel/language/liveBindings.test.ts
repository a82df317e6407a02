/** Random notebooks agree with a reference that knows nothing of the kernel, cell by cell: the same cells throw the
 *  same errors, and every name and every closure that was kept has the same value. `CUADERNO_FUZZ_RUNS` sets how many
 *  notebooks; a failure tells the seed and the smallest notebook that shows it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';
import { prelude, type RandomCell, randomCell, unknownAtFirst } from './liveBindingCells.js';

interface Outcome {
  /** Name and message of what was thrown. */
  thrown: string | null;
  state: string;
}

const { run } = useKernel();
const numRuns = Number(process.env.CUADERNO_FUZZ_RUNS ?? 60);
let oracle: ChildProcess;
beforeAll(() => {
  oracle = fork(path.join(import.meta.dirname, 'liveBindingOracle.mjs'));
});
afterAll(() => oracle.kill());

async function ofOracle({ oracle: code }: RandomCell, begin: boolean): Promise<Outcome> {
  oracle.send({ begin, code });
  const ended = once(oracle, 'exit').then(() => Promise.reject(new Error('the reference ended')));
  const [outcome] = (await Promise.race([once(oracle, 'message'), ended])) as [Outcome];
  return outcome;
}

async function ofKernel({ cell }: RandomCell): Promise<Outcome> {
  const { reply } = await run(cell);
  const { stdout } = await run('// @ts-nocheck\nconsole.log(state())');
  const thrown = reply.error ? `${reply.error.name}: ${reply.error.message}` : null;
  return { thrown, state: stdout.trim() };
}

/** All notebooks share one kernel; what one of them has declared is not unknown to the next. */
function inNotebook({ cell, oracle }: RandomCell, notebook: number): RandomCell {
  const own = (code: string) => code.replaceAll(unknownAtFirst, `${unknownAtFirst}${notebook}`);
  return { cell: own(cell), oracle: own(oracle) };
}
let notebooks = 0;

/** V8 words a name that is not alive in its own ways; what matters is that it is a ReferenceError. */
function comparable({ thrown, state }: Outcome): Outcome {
  return { thrown: thrown?.replace(/^(ReferenceError|TypeError): .*/, '$1') ?? null, state };
}

test('cells bind names as the reference does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomCell, { minLength: 1, maxLength: 5 }), async (cells) => {
      let begin = true;
      notebooks++;
      for (const cell of [...prelude, ...cells].map((each) => inNotebook(each, notebooks))) {
        const expected = comparable(await ofOracle(cell, begin));
        expect(comparable(await ofKernel(cell)), cell.cell).toEqual(expected);
        begin = false;
      }
    }),
    { numRuns },
  );
}, 300_000);
