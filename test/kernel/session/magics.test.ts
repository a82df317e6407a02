import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { kernel, folder, run } = useKernel();

describe('commands', () => {
  test("print as they come, both streams, in the notebook's folder, quoted as the user wrote them", async () => {
    await writeFile(path.join(folder(), 'here.txt'), '');
    const { stdout, stderr, reply } = await run(
      `!ls | grep here\n!echo "a  'b' $((1 + 2))"; echo wrong >&2\n!echo one \\\n two\n!exit 3`,
    );
    expect(stdout).toBe("here.txt\na  'b' 3\none two\n");
    expect(stderr).toBe('wrong\n[ended with exit code 3]\n');
    expect(reply.status).toBe('ok');
  });

  test('stand between statements, which keep their lines', async () => {
    const { stdout, result } = await run(`console.log(1);\n!echo 2\nconsole.log(3);\n!echo 4\n'end'`);
    expect(stdout).toBe('1\n2\n3\n4\n');
    expect(result).toBe("'end'");
    expect((await run(`!true\nthrow new Error('line two')`)).errors[0]).toMatch(/Cell \[\d+\]:2:/);
    expect((await run(`!true\nconst n: number = 'text'`)).errors[0]).toContain('at line 2, column 7');
  });

  test('are not seen in texts and expressions', async () => {
    expect((await run('const ready = false;\n!ready')).result).toBe('true');
    expect((await run('!ready && !false')).result).toBe('true');
    expect((await run('`\n!ls\n%cd\n`')).result).toBe("'\\n!ls\\n%cd\\n'");
    expect((await run('const five = 23\n%six\nvar six: number; five')).reply.status).toBe('error');
  });

  test('install what can be imported at once, though it was missed before', async () => {
    expect((await run(`import { answer } from 'tiny-package'`)).errors[0]).toContain('TS2307');
    expect((await run(`%%js\nawait import('tiny-package')`)).errors[0]).toContain('Cannot find package');
    const source = path.join(folder(), 'source');
    await mkdir(source);
    await writeFile(
      path.join(source, 'package.json'),
      '{"name":"tiny-package","version":"1.0.0","main":"index.js","types":"index.d.ts"}',
    );
    await writeFile(path.join(source, 'index.js'), 'exports.answer = 42;');
    await writeFile(path.join(source, 'index.d.ts'), 'export declare const answer: number;');
    const installed = await run('!npm install ./source --offline --no-audit --no-fund');
    expect(installed.stdout).toContain('added 1 package');
    const { result, errors } = await run(`import { answer } from 'tiny-package'; answer`);
    expect(errors).toEqual([]);
    expect(result).toBe('42');
    expect((await run('const text: string = answer')).errors[0]).toContain('TS2322');
  });

  test('end with all they started when they are interrupted', async () => {
    let began: (text: string) => void = () => {};
    const beginning = new Promise<string>((resolve) => {
      began = resolve;
    });
    const running = run('!sleep 1000 & echo $!; wait', {
      onMessage: ({ type, content }) => {
        if (type === 'stream') began(String(content.text));
      },
    });
    const sleeper = Number(await beginning);
    expect(() => process.kill(sleeper, 0)).not.toThrow();
    await kernel().interrupt();
    expect((await running).reply.error?.name).toBe('KeyboardInterrupt');
    await expect
      .poll(
        () => {
          try {
            return process.kill(sleeper, 0);
          } catch {
            return 'gone';
          }
        },
        { timeout: 20_000 },
      )
      .toBe('gone');
  });
});

test('%time times a statement, whatever it declares, and %%time a cell', async () => {
  const timed = await run(
    '%time const slow = await new Promise<number>((r) => setTimeout(() => r(4), 30))\nslow',
  );
  expect(timed.stdout).toMatch(/^Wall time: [\d.]+ (ms|s) · processor time: [\d.]+ (µs|ms|s)\n$/);
  expect(timed.result).toBe('4');
  const cell = await run('%%time\nconst product = slow * 2\nproduct');
  expect(cell.stdout).toMatch(/^Wall time: /);
  expect(cell.result).toBe('8');
  expect((await run('%time slow.x')).errors[0]).toContain('at line 1, column 12');
});

test('%cd, %pwd and %env are of the whole process', async () => {
  await mkdir(path.join(folder(), 'below'));
  expect((await run('%cd below')).stdout).toBe(`${path.join(folder(), 'below')}\n`);
  expect((await run('%pwd\n!pwd')).stdout).toBe(`${path.join(folder(), 'below')}\n`.repeat(2));
  expect((await run('%cd ..\n(await import("node:fs")).existsSync("below")')).result).toBe('true');
  expect((await run('%cd nowhere')).errors[0]).toContain('ENOENT');
  expect((await run('%env TEACHER=Ada L\n%env TEACHER\n!echo $TEACHER')).stdout).toBe(
    'TEACHER=Ada L\nTEACHER=Ada L\nAda L\n',
  );
  expect((await run('process.env.TEACHER')).result).toBe("'Ada L'");
});

test('%who names what %reset forgets', async () => {
  await run('%reset');
  expect((await run('%who')).stdout).toBe('No cell has declared anything yet.\n');
  await run('let first = { big: 1 }; interface Only { a: 1 }; class URL {}; import { sep } from "node:path"');
  expect((await run('%who')).stdout).toBe('first  URL  sep\n');
  const { stdout, errors } = await run('%reset\n%who');
  expect([stdout, errors]).toEqual(['No cell has declared anything yet.\n', []]);
  expect((await run('first')).errors[0]).toContain('TS2304');
  expect((await run('%%js\nfirst')).result).toBeUndefined();
  expect((await run('const first = "anew"; first')).result).toBe("'anew'");
});

test('%load_ext does nothing, an unknown magic says which there are', async () => {
  expect((await run('%load_ext autoreload\n5')).result).toBe('5');
  const { errors, reply } = await run('\n%matplot inline\n5');
  expect(reply.error?.name).toBe('UnknownMagic');
  expect(errors[0]).toContain('> 2 | %matplot inline');
  expect((await run('%%bash\nls')).errors[0]).toContain('%%bash is not known here');
});

test('%%js: const stays const, in its cell and later, and locals of the name are free', async () => {
  await run('%%js\nconst fixed = 1; let free = 2;');
  expect((await run('%%js\nfixed = 2')).errors[0]).toContain(
    "Cannot assign to 'fixed' because it is a constant",
  );
  expect((await run('fixed = 2')).errors[0]).toContain('TS2588');
  expect((await run('%%js\nconst own = 1; own++')).errors[0]).toContain('TS2588');
  expect((await run('%%js\n{ let fixed = 5; fixed = 6 }\nfree = 3; fixed + free')).result).toBe('4');
});

test('why a function or class of an earlier cell cannot be assigned to', async () => {
  await run('function activation() {}; class Net {}; import { sep } from "node:path"');
  expect((await run('activation = () => {}')).errors[0]).toMatch(
    /TS2630.*'activation' because it is a function\. Declare it anew/,
  );
  expect((await run('Net = null')).errors[0]).toMatch(
    /TS2629.*'Net' because an earlier cell declares it as a class/,
  );
  expect((await run('sep = ""')).errors[0]).toMatch(/TS2632.*because it is an import/);
});
