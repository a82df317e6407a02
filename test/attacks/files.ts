import { type Attack, solutions, wrong } from './attack.js';

/** The machine and the installation are changed, and the notebook's own file. */
export const files: Attack[] = [
  {
    name: 'writes into the installation, the system and the homes',
    cells: wrong(
      "import { writeFileSync, appendFileSync } from 'node:fs';\nfor (const file of ['/usr/bin/node', '/etc/passwd', '/root/.npmrc', process.argv[1]!, '/escaped-from-the-sandbox']) {\n" +
        "  try { appendFileSync(file, '\\n// planted'); writeFileSync('/tmp/written', file); } catch {}\n}",
    ),
  },
  {
    name: 'the machine’s devices are changed',
    cells: wrong(
      "import { chmodSync, utimesSync } from 'node:fs';\nfor (const device of ['null', 'zero', 'full', 'random', 'urandom']) {\n" +
        // Of root's files the owner could also take everybody's rights, which here would end the machine's work.
        "  try { utimesSync('/dev/' + device, 1e9, 1e9); } catch {}\n  try { chmodSync('/dev/' + device, 0o666); } catch {}\n}",
    ),
  },
  {
    name: 'plants packages, settings and a tsconfig',
    cells: wrong(
      "import { mkdirSync, writeFileSync } from 'node:fs';\ntry {\n  mkdirSync('/tmp/node_modules/assert', { recursive: true });\n" +
        "  writeFileSync('/tmp/node_modules/assert/index.js', 'module.exports = { equal() {}, deepEqual() {} }');\n" +
        '  writeFileSync(\'/tmp/package.json\', \'{"type":"module","imports":{"#x":"./x.js"}}\');\n  writeFileSync(\'/tmp/.npmrc\', \'registry=http://127.0.0.1/\');\n' +
        "  writeFileSync('/tmp/tsconfig.json', '{\"compilerOptions\":{\"strict\":false}}');\n  process.env.NODE_OPTIONS = '--require /tmp/planted.js';\n} catch {}",
    ),
  },
  {
    name: 'symbolic links out of the folder',
    cells: wrong(
      "import { symlinkSync, readFileSync } from 'node:fs';\nfor (const target of ['/', '../../..', '/proc/1/root', '/proc/self/root']) { try { symlinkSync(target, '/tmp/link' + target.length); readFileSync('/tmp/link' + target.length + '/etc/shadow'); } catch {} }",
    ),
  },
  {
    name: 'tests are edited to nothing',
    cells: wrong(''),
    change({ cells }) {
      for (const cell of cells) if (cell.id?.startsWith('test')) cell.source = '// TEST: adds (100 points)\n';
    },
  },
  {
    name: 'points and marks are edited',
    cells: wrong(''),
    change({ cells }) {
      for (const { metadata } of cells) {
        const marks = metadata.nbgrader as Record<string, unknown> | undefined;
        if (marks !== undefined)
          Object.assign(marks, { points: 1000, grade: false, locked: false, solution: true });
      }
    },
  },
  {
    name: 'tests are deleted',
    cells: wrong(''),
    change(notebook) {
      notebook.cells = notebook.cells.filter(({ id }) => !id?.startsWith('test'));
    },
  },
  {
    name: 'tests are turned into text',
    cells: wrong(''),
    change({ cells }) {
      for (const cell of cells) if (cell.id?.startsWith('test')) cell.cell_type = 'markdown';
    },
  },
  {
    name: 'the cells stand in another order',
    cells: solutions,
    honest: 7,
    change(notebook) {
      notebook.cells.reverse();
    },
  },
  {
    name: 'cells are there twice',
    cells: wrong(''),
    change(notebook) {
      notebook.cells.push(...structuredClone(notebook.cells));
    },
  },
  {
    name: 'stored outputs claim success',
    cells: wrong(''),
    change({ cells }) {
      for (const cell of cells) {
        if (cell.cell_type === 'code')
          cell.outputs = [
            { output_type: 'execute_result', data: { 'text/plain': '7' }, metadata: {}, execution_count: 1 },
          ];
      }
    },
  },
  {
    name: 'what the tests rest on is changed',
    cells: {
      ...wrong(''),
      add: 'values.length = 0;\nvalues.push(0, 0, 0);\nfunction add(a: number, b: number): any { return undefined; }',
      scale: 'function scale(numbers: number[], factor: number): number[] { return [0, 0, 0]; }',
    },
  },
  {
    name: 'names with markup and control characters',
    cells: wrong(
      '',
      '(() => { throw Object.assign(new Error("</script><script>alert(1)</script>\\u001b[31m\\u0000"), { name: "<img src=x onerror=alert(1)>" }); })()',
    ),
  },
  {
    name: 'metadata that reaches for prototypes',
    cells: wrong(''),
    change({ cells, metadata }) {
      const planted = JSON.parse(
        '{"__proto__": {"earned": 100}, "constructor": {"prototype": {"points": 0}}}',
      ) as object;
      Object.assign(metadata, { planted });
      for (const cell of cells) cell.metadata = { ...cell.metadata, planted };
    },
  },
  {
    name: 'a cell of the student’s takes the ids of the teacher’s',
    cells: wrong(''),
    change(notebook) {
      const forged = notebook.cells
        .filter(({ id }) => id?.startsWith('test') || id === 'setup')
        .map((cell) => ({
          ...structuredClone(cell),
          source: 'const assert: any = { equal() {}, deepEqual() {} };',
        }));
      notebook.cells.unshift(...forged);
    },
  },
  {
    name: 'nbgrader’s names are exchanged between cells',
    cells: wrong(''),
    change({ cells }) {
      const marks = cells.map(({ metadata }) => metadata.nbgrader).reverse();
      for (const [index, cell] of cells.entries()) {
        delete cell.id;
        cell.metadata.nbgrader = marks[index];
      }
    },
  },
  {
    name: 'chance and time are replaced',
    cells: wrong(
      'Math.random = () => 0.5;\nDate.now = () => 0;\nperformance.now = () => 0;\n(globalThis as any).Date = class { getTime() { return 3; } };\n' +
        '(globalThis as any).setTimeout = (done: () => void) => done();',
    ),
  },
  {
    name: 'NUL bytes and half characters in sources, names and metadata',
    cells: wrong('const odd = "\u0000\ud800";'),
    change({ cells, metadata }) {
      metadata.title = '\u0000\ud800</script>';
      for (const cell of cells) cell.metadata['\u0000'] = '\u202e\u0000';
    },
  },
  {
    name: 'metadata, ids and outputs that are none',
    cells: wrong(''),
    change({ cells }) {
      for (const [index, cell] of cells.entries()) {
        Object.assign(
          cell,
          { outputs: 7, execution_count: 'x' },
          index % 2 === 0 ? { metadata: null } : { id: {} },
        );
      }
    },
  },
  {
    name: 'programs run from /tmp, found before those of the system',
    cells: wrong(
      "import { chmodSync, writeFileSync } from 'node:fs';\n" +
        "for (const name of ['node', 'prlimit', 'sh', 'bwrap', 'python3']) { try { writeFileSync('/tmp/' + name, '#!/bin/sh\\nexit 0\\n'); chmodSync('/tmp/' + name, 0o755); } catch {} }\nprocess.env.PATH = '/tmp:' + process.env.PATH;\nprocess.env.LD_PRELOAD = '/tmp/sh';",
    ),
  },
];
