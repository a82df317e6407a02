/** What a day of use does to a kernel: many cells, interrupts at random moments, restarts, floods of output. Short here;
 *  `CUADERNO_ENDURANCE=long` runs it at full length (1,000 cells, 50 interrupts, 50 restarts). */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Request } from 'zeromq';
import { KernelClient } from '../../../kernel/protocol/client.js';
import { addressOf } from '../../../kernel/protocol/connectionFile.js';
import { kernelArgv, useKernel } from '../kernelUnderTest.js';

const long = process.env.CUADERNO_ENDURANCE === 'long';
const limitMs = long ? 900_000 : 240_000;
const { kernel, run, folder } = useKernel();

test(
  'a soak: every cell ends with its own value, line and idle',
  async () => {
    const cells = long ? 1000 : 150;
    for (let cell = 0; cell < cells; cell++) {
      const { result, stdout } = await run(
        `const value${cell % 40} = [${cell}, 2].map((n) => n * 2); console.log('line ${cell}'); value${cell % 40}[0]`,
      );
      expect([result, stdout]).toEqual([String(2 * cell), `line ${cell}\n`]);
    }
  },
  limitMs,
);

const loops: Record<string, string> = {
  'a synchronous loop': 'while (true) survivor++;',
  'a loop of microtasks': 'while (true) { survivor++; await null; }',
  'an awaiting cell': 'await new Promise(() => {});',
  'a training cell': `{
    const net = models.sequential([layers.dense({ units: 8, inputShape: [8] }), layers.dense({ units: 2 })]);
    net.compile({ loss: losses.meanSquaredError(), optimizer: optimizers.sgd() });
    await net.fit([tf.ones([64, 8]), tf.ones([64, 2])], { epochs: 1e6, verbose: 0 });
  }`,
};

test(
  'interrupts at random moments, whatever runs: the cell ends, the next one runs',
  async () => {
    const rounds = long ? 50 : 12;
    expect((await run("import { layers, losses, models, optimizers, tf } from 'cuaderno'")).errors).toEqual(
      [],
    );
    await run('let survivor = 1');
    const kinds = Object.entries(loops);
    for (let round = 0; round < rounds; round++) {
      const [what, code] = kinds[round % kinds.length]!;
      let began = () => {};
      const beginning = new Promise<void>((resolve) => {
        began = resolve;
      });
      const running = run(`console.log('begun');\n${code}`, {
        onMessage: ({ type }) => {
          if (type === 'stream' || type === 'error') began();
        },
      });
      await beginning;
      // The moment is what is tried; nothing is waited for by it.
      await delay((round * 37) % 100);
      await kernel().interrupt();
      const { reply } = await running;
      // `fit` ends in order and gives its history back; everything else is told that it was interrupted.
      if (what !== 'a training cell') expect(reply.error?.name, what).toBe('KeyboardInterrupt');
      expect((await run(`survivor > 0 && ${round}`)).result).toBe(String(round));
    }
  },
  limitMs,
);

test(
  'heartbeat, completion, inspection and interrupt are answered before a busy cell is over',
  async () => {
    const events: string[] = [];
    let began = () => {};
    const beginning = new Promise<void>((resolve) => {
      began = resolve;
    });
    // Without an await and without an end: only an interrupt that was answered meanwhile ends it.
    const busy = run("console.log('begun'); for (;;);", {
      onMessage: ({ type }) => {
        if (type === 'stream') began();
      },
    }).then(({ reply }) => events.push(`cell ${reply.error?.name}`));
    await beginning;
    const { connection } = kernel();
    const heart = new Request({ linger: 0 });
    heart.connect(addressOf(connection, connection.hb_port));
    await heart.send('ping');
    events.push(`heart ${(await heart.receive()).toString()}`);
    heart.close();
    const completed = await kernel().request('shell', 'complete_request', {
      code: 'Math.flo',
      cursor_pos: 8,
    });
    events.push(`completed ${(completed.content.matches as string[])[0]}`);
    const inspected = await kernel().request('shell', 'inspect_request', { code: 'parseInt', cursor_pos: 8 });
    events.push(`inspected ${inspected.content.found}`);
    await kernel().interrupt();
    await busy;
    expect(events).toEqual(['heart ping', 'completed floor', 'inspected true', 'cell KeyboardInterrupt']);
  },
  limitMs,
);

test(
  'restarts: every new kernel knows nothing and answers',
  async () => {
    for (let restart = 0; restart < (long ? 50 : 4); restart++) {
      const fresh = await KernelClient.start({ argv: kernelArgv, cwd: folder() });
      const texts: string[] = [];
      const collect = {
        onMessage: (m: { content: Record<string, unknown> }) => texts.push(String(m.content.text)),
      };
      expect((await fresh.execute('// @ts-ignore\nmemory', {})).error?.name).toBe('ReferenceError');
      expect((await fresh.execute(`const memory = ${restart}; console.log(memory)`, collect)).status).toBe(
        'ok',
      );
      expect(texts).toContain(`${restart}\n`);
      await fresh.shutdown();
      expect((await fresh.exited).code).toBe(0);
    }
  },
  limitMs,
);

describe('a flood of output', () => {
  const lines = 100_000;
  test('every line of a synchronous loop comes, in order and before idle; memory stays', async () => {
    await run('for (let line = 0; line < 1000; line++) console.log(line)');
    const before = residentMiB();
    const { reply, stdout } = await run(
      `for (let line = 0; line < ${lines}; line++) console.log('line ' + line)`,
    );
    expect(reply.status).toBe('ok');
    expect(stdout).toBe(Array.from({ length: lines }, (_, line) => `line ${line}\n`).join(''));
    if (before !== undefined) expect(residentMiB()! - before).toBeLessThan(64);
  });

  /** Linux alone tells it. */
  function residentMiB(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${kernel().pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) / 1024;
  }
});
