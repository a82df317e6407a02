/** The thread of the type checker runs out of memory, as it would on a file that is no source code: that cell fails with
 *  a reason, and the notebook goes on with all its types. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useKernel } from '../kernelUnderTest.js';

const { folder, kernel, run } = useKernel();

/** Each statement becomes some 300 bytes of syntax tree; the thread may have a gigabyte. */
const statements = 6_000_000;

test('the cell says that the type checker gave up; the next ones know every earlier type', async () => {
  await run('interface Size { height: number; width: number }');
  await run('let size: Size = { height: 3, width: 4 };');
  await writeFile(path.join(folder(), 'endless.ts'), `${'0;'.repeat(statements)}\nexport const end = 1;`);
  const died = await run("import { end } from './endless.ts';\nconsole.log('ran')");
  expect(died.reply.status).toBe('error');
  expect(died.errors).toHaveLength(1);
  expect(died.errors[0]).toMatch(
    /^EngineError: The type checker gave up \(.*out of memory.*\)\. It begins anew/i,
  );
  expect(died.stdout).toBe('');

  // The new one has read the earlier cells, of which only the types could be lost.
  expect((await run('size.height * size.width')).result).toBe('12');
  expect((await run("size.height = 'tall'")).errors[0]).toContain(
    "Type 'string' is not assignable to type 'number'",
  );
  expect((await run('const area = (of: Size) => of.height * of.width; area(size)')).result).toBe('12');
  const { content } = await kernel().request('shell', 'complete_request', { code: 'size.', cursor_pos: 5 });
  expect(content.matches).toEqual(['height', 'width']);
});

test('a question that it dies of is answered, and so is everything after it', async () => {
  const code = "import { end } from './endless.ts';\nend";
  const { content } = await kernel().request('shell', 'inspect_request', {
    code,
    cursor_pos: code.length,
    detail_level: 0,
  });
  expect(content).toMatchObject({
    status: 'error',
    evalue: expect.stringContaining('The type checker gave up'),
  });
  expect((await run('size.width + 1')).result).toBe('5');
  expect((await run('size = 3')).errors[0]).toContain('TS2322');
});
