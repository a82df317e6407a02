import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readNotebook } from '../../kernel/runner/notebook.js';
import { runNotebook } from '../../kernel/runner/runNotebook.js';
import { readCells, scratchFolder, writeCells } from './notebooks.js';

const library = new URL('../../dist/src/plots/index.js', import.meta.url).href;

test('cells run in order in one kernel in the notebook folder; ids, counts and timings are kept', async () => {
  const folder = await scratchFolder();
  await mkdir(path.join(folder, 'a b'));
  const file = await writeCells(
    path.join(folder, 'a b', 'ñ.ipynb'),
    '# Counting',
    'let n = 20;\nconsole.log("one\\r" + "two");',
    '  ',
    'n += 22;\nn',
    'import path from "node:path";\npath.basename(process.cwd())',
  );
  const result = await runNotebook(file);
  expect(result.failure).toBeUndefined();
  expect(result.output).toBe(path.join(folder, 'a b', 'ñ.executed.ipynb'));
  const cells = await readCells(result.output);
  expect(cells.map(({ id }) => id)).toEqual(['cell-0', 'cell-1', 'cell-2', 'cell-3', 'cell-4']);
  expect(cells.map(({ execution_count }) => execution_count)).toEqual([undefined, 1, null, 2, 3]);
  expect(cells[1]?.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: ['two\n'] }]);
  expect(cells[3]?.outputs).toEqual([
    { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': ['42'] }, metadata: {} },
  ]);
  expect(cells[4]?.outputs?.[0]).toMatchObject({ data: { 'text/plain': ["'a b'"] } });
  const timings = cells[3]?.metadata.execution as Record<string, string>;
  const order = ['iopub.status.busy', 'iopub.execute_input', 'iopub.status.idle'].map((name) =>
    Date.parse(timings[name]!),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  const { metadata } = (await readNotebook(result.output)).notebook;
  expect(metadata.language_info).toMatchObject({ name: 'typescript' });
  expect((await readCells(file))[1]?.outputs, 'the notebook itself is not touched').toEqual([]);
});

test('the first failing cell ends the run; what was there from an earlier run is gone', async () => {
  const file = path.join(await scratchFolder(), 'fails.ipynb');
  await writeCells(file, '1', '# Breaks', 'console.log("before");\nthrow new RangeError("too far")', '3');
  const { failure } = await runNotebook(file, { output: file });
  expect(failure).toMatchObject({ number: 2, title: 'Breaks', name: 'RangeError', message: 'too far' });
  const cells = await readCells(file);
  expect(cells[2]?.outputs).toMatchObject([
    { output_type: 'stream', text: ['before\n'] },
    { output_type: 'error', ename: 'RangeError', evalue: 'too far' },
  ]);
  expect(cells[3]).toMatchObject({ outputs: [], execution_count: null });
});

test('a cell tagged raises-exception may fail, and with allowErrors all may', async () => {
  const file = path.join(await scratchFolder(), 'raises.ipynb');
  await writeCells(
    file,
    { source: 'throw new Error("meant")', tags: ['raises-exception'] },
    'throw new Error("not meant")',
    '3',
  );
  const { failure } = await runNotebook(file);
  expect(failure).toMatchObject({ number: 2, message: 'not meant' });
  const tolerant = await runNotebook(file, { allowErrors: true });
  expect(tolerant.failure).toBeUndefined();
  expect((await readCells(tolerant.output))[2]?.execution_count).toBe(3);
});

test('parameters reach the code', async () => {
  const file = path.join(await scratchFolder(), 'parameters.ipynb');
  await writeCells(
    file,
    { source: 'let epochs = 10;\nlet name = "a";', tags: ['parameters'] },
    '[epochs * 2, name, extra.x].join(" ")',
  );
  const warnings: string[] = [];
  const { output } = await runNotebook(file, {
    parameters: { epochs: 3, extra: { x: 1 }, name: 'my "run"' },
    warn: (message) => warnings.push(message),
  });
  expect((await readCells(output))[2]?.outputs?.[0]).toMatchObject({
    data: { 'text/plain': ['\'6 my "run" 1\''] },
  });
  expect((await readCells(output))[1], 'the injected cell shows nothing').toMatchObject({
    outputs: [],
    execution_count: 2,
  });
  expect(warnings).toEqual([expect.stringContaining('declares no extra')]);
});

test('a cell that takes too long is interrupted', async () => {
  const file = path.join(await scratchFolder(), 'slow.ipynb');
  await writeCells(file, 'console.log("in");\nwhile (true) {}', '2');
  // Long enough for the first cell's types to be loaded on a busy machine.
  const { failure, output } = await runNotebook(file, { timeoutMs: 12_000 });
  expect(failure).toMatchObject({
    number: 1,
    name: 'CellTimeout',
    message: expect.stringContaining('longer than 12 s'),
  });
  const [slow] = await readCells(output);
  expect(slow?.outputs?.[0]).toMatchObject({ text: ['in\n'] });
  expect(slow?.outputs?.at(-1)).toMatchObject({ output_type: 'error', ename: 'CellTimeout' });
});

test('a cell that cannot be interrupted ends with its kernel', async () => {
  const file = path.join(await scratchFolder(), 'deaf.ipynb');
  await writeCells(
    file,
    'import { execFileSync } from "node:child_process";\nexecFileSync("sleep", ["60"]);',
    '2',
  );
  const { failure } = await runNotebook(file, { timeoutMs: 3000, graceMs: 500 });
  expect(failure).toMatchObject({ number: 1, name: 'CellTimeout' });
});

test('a kernel that dies is said, and what was done before is written', async () => {
  const file = path.join(await scratchFolder(), 'dies.ipynb');
  await writeCells(file, '1 + 1', 'process.kill(process.pid, "SIGKILL");\nawait new Promise(() => {});', '3');
  const { failure, output } = await runNotebook(file);
  expect(failure).toMatchObject({
    number: 2,
    name: 'DeadKernel',
    message: expect.stringContaining('SIGKILL'),
  });
  const cells = await readCells(output);
  expect(cells[0]?.outputs?.[0]).toMatchObject({ data: { 'text/plain': ['2'] } });
  expect(cells[1]?.outputs?.at(-1)).toMatchObject({ ename: 'DeadKernel' });
});

test('figures show themselves where they stand, and the live one is one output in its last state', async () => {
  const file = path.join(await scratchFolder(), 'figures.ipynb');
  await writeCells(
    file,
    `import { history, liveHistory } from ${JSON.stringify(fileURLToPath(library))};`,
    'history({ epoch: [0, 1], history: { loss: [2, 1] } });\n"last"',
    `const live = liveHistory();
     live.setParams({ epochs: 2, steps: 1 });
     await live.onTrainBegin({});
     for (let epoch = 0; epoch < 2; epoch++) {
       await live.onEpochBegin(epoch, {});
       await live.onBatchEnd(0, { loss: 3 });
       await live.onEpochEnd(epoch, { loss: 2 - epoch });
     }
     await live.onTrainEnd({});`,
  );
  const { output, failure } = await runNotebook(file);
  expect(failure).toBeUndefined();
  const [, shown, live] = await readCells(output);
  const types = (data: unknown) => Object.keys(data as object).sort();
  const formats = ['application/vnd.plotly.v1+json', 'image/png', 'text/plain'];
  expect(shown?.outputs?.map((result) => ('data' in result ? types(result.data) : []))).toEqual([
    formats,
    ['text/plain'],
  ]);
  expect(live?.outputs?.map((result) => ('data' in result ? types(result.data) : []))).toEqual([formats]);
  expect(JSON.stringify(live?.outputs)).toContain('2.0000 → 1.0000');
});
