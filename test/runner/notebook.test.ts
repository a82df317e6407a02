import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNotebook, writeNotebook } from '../../kernel/runner/notebook.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-notebook-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function roundTrip(text: string): Promise<string> {
  const [from, to] = [path.join(folder, 'in.ipynb'), path.join(folder, 'out.ipynb')];
  await writeFile(from, text);
  await writeNotebook(await readNotebook(from), to);
  return readFile(to, 'utf8');
}

const jupyterStyle = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "kept-id",
   "metadata": {
    "extension": {
     "unknown": [1, 2.5, null]
    }
   },
   "source": [
    "# Título\\n",
    "ñ — 🙂"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "abc",
   "metadata": {},
   "outputs": [],
   "source": "one string"
  }
 ],
 "metadata": {
  "zeta": 1,
  "alpha": 2
 },
 "nbformat": 4,
 "nbformat_minor": 5,
 "unknown_at_top": true
}
`.replace('[1, 2.5, null]', '[\n      1,\n      2.5,\n      null\n     ]');

test('a notebook of 4.5 is written byte for byte as it was, whatever its indent and last line end', async () => {
  expect(await roundTrip(jupyterStyle)).toBe(jupyterStyle);
  for (const indent of ['  ', '\t']) {
    const other = JSON.stringify(JSON.parse(jupyterStyle), null, indent);
    expect(await roundTrip(other)).toBe(other);
  }
});

test('4.2 becomes 4.5: a stable, unique id for each cell, at its place among sorted keys', async () => {
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: 'x' };
  const old = JSON.stringify({
    cells: [cell, cell, { cell_type: 'raw', metadata: {}, source: [] }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 2,
  });
  const upgraded = JSON.parse(await roundTrip(old));
  expect(upgraded.nbformat_minor).toBe(5);
  const ids = upgraded.cells.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
  expect(Object.keys(upgraded.cells[0])).toEqual([
    'cell_type',
    'execution_count',
    'id',
    'metadata',
    'outputs',
    'source',
  ]);
  expect(await roundTrip(old)).toBe(JSON.stringify(upgraded, null, ' '));
});

test('other files are refused with what they are', async () => {
  await expect(roundTrip('{"nbformat": 3, "worksheets": []}')).rejects.toThrow(
    'of format 3; expected 4. Convert it with',
  );
  await expect(roundTrip('not json')).rejects.toThrow('is not a notebook: expected JSON');
  await expect(roundTrip('{"nbformat": 4, "cells": [{"cell_type": "code"}]}')).rejects.toThrow(
    'cell 1 is not',
  );
  await expect(readNotebook(path.join(folder, 'none.ipynb'))).rejects.toThrow('none.ipynb cannot be read');
});

test('writing leaves no temporary file, also where it fails', async () => {
  await roundTrip(jupyterStyle);
  const read = await readNotebook(path.join(folder, 'in.ipynb'));
  await expect(writeNotebook(read, folder)).rejects.toThrow('cannot be written');
  expect(
    (await readdir(path.dirname(folder))).filter((name) => name.includes(`${path.basename(folder)}.`)),
  ).toEqual([]);
  expect((await readdir(folder)).sort()).toEqual(['in.ipynb', 'out.ipynb']);
});
