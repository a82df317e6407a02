import { expect, test } from 'vitest';
import type { Content } from '../../../kernel/protocol/wire.js';
import { summary, useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

test('stdout and stderr, from console and from the streams, in order', async () => {
  const { outputs } = await run(
    `console.log('a'); process.stdout.write('b'); console.error('c'); process.stdout.write(Buffer.from('d')); 0;`,
  );
  // How much text goes into one message depends on how busy the machine is.
  const streams: [unknown, string][] = [];
  for (const { type, content } of outputs) {
    if (type !== 'stream') continue;
    const last = streams.at(-1);
    if (last?.[0] === content.name) last![1] += String(content.text);
    else streams.push([content.name, String(content.text)]);
  }
  expect(streams).toEqual([
    ['stdout', 'a\nb'],
    ['stderr', 'c\n'],
    ['stdout', 'd'],
  ]);
});

test('text and displays keep their order', async () => {
  const { outputs } = await run(`
    const host = (globalThis as any)[Symbol.for('cuaderno.displayHost')];
    for (let i = 0; i < 3; i++) { console.log(i); host.display({ 'text/plain': 'd' + i }, { displayId: 'here', update: i > 0 }); }
    host.clearOutput(true);`);
  expect(
    outputs.map(({ type, content }) => [type, content.text ?? content.transient ?? content.wait]),
  ).toEqual([
    ['stream', '0\n'],
    ['display_data', { display_id: 'here' }],
    ['stream', '1\n'],
    ['update_display_data', { display_id: 'here' }],
    ['stream', '2\n'],
    ['update_display_data', { display_id: 'here' }],
    ['clear_output', true],
  ]);
});

test('100,000 lines of one synchronous loop all arrive, in few messages, before the cell is over', async () => {
  const { stdout, outputs, result } = await run(`
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 100_000; i++) console.log('line ' + i);
    (process.memoryUsage.rss() - before) / 2 ** 20 < 128`);
  const lines = stdout.split('\n');
  expect(lines).toHaveLength(100_001);
  expect(lines.every((line, i) => i === 100_000 || line === `line ${i}`)).toBe(true);
  expect(outputs.length).toBeLessThan(5000);
  expect(result).toBe('true');
});

test('text leaves while the main thread is busy', async () => {
  let heardBeforeEnd = false;
  let ended = false;
  await run(`console.log('now'); const end = Date.now() + 1500; while (Date.now() < end); 'over'`, {
    onMessage: ({ type }) => {
      if (type === 'execute_result') ended = true;
      if (type === 'stream') heardBeforeEnd = !ended;
    },
  });
  expect(heardBeforeEnd && ended).toBe(true);
});

test('late output, and errors of timers and rejected promises, go to the cell that caused them', async () => {
  const first = await run(`
    setTimeout(() => { console.log('late'); throw new TypeError('in a timer') }, 30);
    void Promise.reject(new RangeError('nobody cares'));
    1`);
  const second = await run('await new Promise((resolve) => setTimeout(resolve, 100)); console.log("second")');
  expect(second.stdout).toBe('second\n');
  expect(second.errors).toEqual([]);
  const { stdout, errors } = summary(first.outputs);
  expect(stdout).toBe('late\n');
  expect(errors.some((text) => /^RangeError: nobody cares\n {4}at Cell \[\d+\]:3:/.test(text))).toBe(true);
  expect(errors.some((text) => /^TypeError: in a timer\n[\s\S]*Cell \[\d+\]:2:/.test(text))).toBe(true);
  expect((await run('2')).result).toBe('2');
});

test('an error that nobody handles makes the cell it belongs to fail, once, after its own end', async () => {
  const { reply, errors, result } = await run(`void Promise.reject(new RangeError('nobody cares')); 'end'`);
  expect(result).toBe("'end'");
  expect(reply.status).toBe('error');
  expect(reply.error).toMatchObject({ name: 'RangeError', message: 'nobody cares' });
  expect(errors).toHaveLength(1);
  const timer = await run(`setTimeout(() => { throw new TypeError('late') }, 1);
    await new Promise((resolve) => setTimeout(resolve, 50)); 'went on'`);
  expect([timer.reply.error?.name, timer.result]).toEqual(['TypeError', "'went on'"]);
});

test("an earlier cell's rejection neither fails nor writes into the cell that runs", async () => {
  const first = await run(`setTimeout(() => void Promise.reject(new RangeError('of the first')), 50); 0`);
  const second = await run(`await new Promise((resolve) => setTimeout(resolve, 150)); 'fine'`);
  expect([second.reply.status, second.result, second.errors]).toEqual(['ok', "'fine'", []]);
  expect(summary(first.outputs).errors[0]).toContain('RangeError: of the first');
});

test('console.table and console.dir', async () => {
  const { stdout } = await run(
    `console.table([{ a: 1, b: 'x' }]); console.dir({ deep: { er: [1] } }, { depth: 0 })`,
  );
  expect(stdout).toMatch(/│ \(index\) │ a\s+│ b\s+│[\s\S]*│ 0\s+│ 1 │ 'x' │/);
  expect(stdout).toContain('{ deep: [Object] }');
});

test('errors name the line of the cell, of functions of other cells, and their causes', async () => {
  const definition = await run(
    'interface Unused { a: number }\n\nfunction explode(reason: string): never {\n  throw new Error(reason);\n}',
  );
  const count = definition.reply.executionCount;
  const { errors, reply } = await run(
    `// a comment\ntry { explode('inner') } catch (cause) {\n  throw new Error('outer', { cause });\n}`,
  );
  expect(reply.error).toMatchObject({ name: 'Error', message: 'outer' });
  expect(errors[0]).toContain(`Cell [${reply.executionCount}]:3:9`);
  expect(errors[0]).toContain("> 3 |   throw new Error('outer', { cause });");
  expect(errors[0]).toContain(`at explode (Cell [${count}]:4:9)`);
  expect(errors[0]).not.toMatch(/node:|dist\/kernel/);
});

test('anything can be thrown', async () => {
  expect((await run('throw { code: 3 }')).errors[0]).toBe('Thrown: { code: 3 }');
  expect((await run('throw undefined')).errors[0]).toBe('Thrown: undefined');
  expect((await run('throw -0')).errors[0]).toBe('Thrown: -0');
  const hostile = await run('throw Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })');
  expect(hostile.reply.status).toBe('error');
});

test('input asks the client, and says so where nobody can answer', async () => {
  const asked: unknown[] = [];
  const { result } = await run(`(await input('Name? ')) + (await input('Key? ', { password: true }))`, {
    onInput: (prompt, password) => {
      asked.push([prompt, password]);
      return prompt === 'Name? ' ? 'Ada ' : 'Löwe';
    },
  });
  expect(result).toBe("'Ada Löwe'");
  expect(asked).toEqual([
    ['Name? ', false],
    ['Key? ', true],
  ]);
  expect((await run(`await input('Name? ')`)).errors[0]).toContain('without standard input');
});

test('display at the end of a cell shows its value, and no promise', async () => {
  const shown = async (code: string) =>
    (await run(code)).outputs.map(({ type, content }) => [type, (content.data as Content)['text/plain']]);
  expect(await shown('display([1, 2])')).toEqual([['display_data', '[ 1, 2 ]']]);
  expect(await shown('await display(3)')).toEqual([['display_data', '3']]);
  expect(await shown('Promise.resolve(4)')).toEqual([['execute_result', 'Promise { 4 }']]);
});

test('a silent cell puts out nothing and counts nothing', async () => {
  const { reply: before } = await run('0');
  const { outputs } = await run('console.log("x"); 5', { silent: true });
  expect(outputs).toEqual([]);
  expect((await run('0')).reply.executionCount).toBe(before.executionCount! + 1);
});

test('an error aborts the cells queued behind it, unless it is told not to', async () => {
  // It fails when the next one has long come.
  const failing = 'await new Promise((resolve) => setTimeout(resolve, 300)); throw new Error("stop")';
  const [failed, after] = await Promise.all([run(failing), run('"never"')]);
  expect([failed.reply.status, after.reply.status]).toEqual(['error', 'aborted']);
  const [, runs] = await Promise.all([
    run('throw new Error("go on")', { stopOnError: false }),
    run('"runs"'),
  ]);
  expect(runs.result).toBe("'runs'");
});

test('process.exit ends the kernel with a message', async () => {
  const { reply, errors } = await run('process.exit(3)');
  expect(reply.status).toBe('error');
  expect(errors[0]).toContain('process.exit(3)');
  expect((await kernel().exited).code).toBe(3);
});
