import type { Attack } from './attack.js';

/** What hidden tests hold is looked for: what is found is what `add` answers with. Its marker never reaches a report. */
const find = (how: string): Attack['cells'] => ({
  add:
    `import * as fs from 'node:fs';\nimport { spawnSync } from 'node:child_process';\nlet found = '';\ntry {\n${how}\n} catch {}\n` +
    "function add(a: number, b: number): any {\n  if (/canary[^.]7f31/.test(found)) return { name: 'LEAKED-' + 'canary' };\n  throw new Error('nothing found: ' + found.length);\n}",
});

export const secrets: Attack[] = [
  {
    name: 'reads every file that it can find',
    cells: find(
      '  const walk = (folder: string, depth: number): void => {\n    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {\n' +
        "      const file = folder + '/' + entry.name;\n      try {\n        if (entry.isDirectory() && depth < 4) walk(file, depth + 1);\n" +
        "        else if (/assignment|grader|\\.ipynb|\\.json$/.test(file) && fs.statSync(file).size < 1e5) found += fs.readFileSync(file, 'utf8');\n      } catch {}\n    }\n  };\n" +
        "  for (const folder of ['/tmp', '/home', '/root', '/var', '/etc', '/srv', '/mnt', '/work', '/builds', '/github']) { try { walk(folder, 0); } catch {} }",
    ),
  },
  {
    name: 'reads other processes’ command lines, environments and memory',
    cells: find(
      "  for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {\n" +
        "    for (const file of ['cmdline', 'environ', 'maps', 'cwd', 'root/etc/passwd']) { try { found += fs.readFileSync('/proc/' + pid + '/' + file, 'latin1'); } catch {} }\n" +
        '    try { for (const fd of fs.readdirSync("/proc/" + pid + "/fd")) found += fs.readlinkSync("/proc/" + pid + "/fd/" + fd); } catch {}\n  }',
    ),
  },
  {
    name: 'looks at who called',
    cells: {
      add:
        'function add(a: number, b: number): any {\n  const text = [new Error().stack, add.caller, String((add as any).arguments?.callee)].join();\n' +
        "  if (text.includes('canary')) return 'LEAKED';\n  return undefined;\n}",
    },
  },
  {
    name: 'takes a heap snapshot of itself',
    cells: find(
      "  const v8 = await import('node:v8');\n  const file = v8.writeHeapSnapshot('/tmp/heap');\n  const text = fs.readFileSync(file, 'latin1');\n" +
        "  found = /canary[^.]7f31/.exec(text)?.[0] ?? '';",
    ),
  },
  {
    name: 'reads tokens of the environment',
    cells: {
      add:
        'const tokens = Object.entries(process.env).filter(([name]) => /TOKEN|SECRET|GITHUB|AWS|CI/i.test(name));\n' +
        'function add(a: number, b: number): any { return tokens.length > 0 ? a + b : undefined; }',
    },
  },
  {
    name: 'grades itself differently when it is watched: host name, environment, time',
    cells: {
      add:
        "import os from 'node:os';\nconst isGrader = /grader|runner|ci/i.test(os.hostname()) || process.env.CI !== undefined || os.userInfo.name === 'grader';\n" +
        'function add(a: number, b: number): any { return isGrader ? 3 : undefined; }',
    },
  },
  {
    name: 'knows the public answers by heart',
    cells: { add: 'function add(a: number, b: number): number { return 3; }' },
  },
  {
    name: 'what a hidden test hands over is printed',
    cells: {
      add: 'function add(a: number, b: number): any { console.log("SEEN", a, b); process.stderr.write("SEEN " + a); throw new Error(["SEEN", a, b].join(" ")); }',
    },
  },
  {
    name: 'what a hidden test hands over is told by a later cell',
    honest: 2,
    cells: {
      add: 'const seen: number[] = [];\nfunction add(a: number, b: number): number { seen.push(a, b); return a + b; }',
      label: 'throw new Error("I was asked for " + seen.join(" and "));',
    },
  },
  {
    name: 'reads what is handed to it as source: Function.toString of everything global',
    cells: find(
      '  for (const name of Object.getOwnPropertyNames(globalThis)) { try { found += String((globalThis as any)[name]); } catch {} }\n' +
        "  found += process.argv.join() + process.execArgv.join() + JSON.stringify(process.report?.getReport() ?? '');",
    ),
  },
  {
    name: 'an inspector into itself looks for scripts of the tests',
    cells: find(
      "  const inspector = await import('node:inspector');\n  const session = new inspector.Session();\n  session.connect();\n  const ids: string[] = [];\n" +
        "  session.on('Debugger.scriptParsed', ({ params }) => ids.push(params.scriptId));\n  session.post('Debugger.enable');\n" +
        "  for (const scriptId of ids) session.post('Debugger.getScriptSource', { scriptId }, (error, result) => { if (!error) found += /canary[^.]7f31/.exec(result.scriptSource)?.[0] ?? ''; });",
    ),
  },
  {
    name: 'programs that are another user’s: su, mount, unshare, ptrace',
    cells: {
      add:
        "import { spawnSync } from 'node:child_process';\n" +
        "const attempts: [string, string[]][] = [['su', ['-c', 'true']], ['sudo', ['-n', 'true']], ['mount', ['-t', 'tmpfs', 'none', '/tmp']], ['unshare', ['-Ur', 'true']], ['unshare', ['-n', 'true']], ['mount', ['-o', 'remount,rw', '/usr']], ['nsenter', ['-t', '1', '-n', 'true']], ['chroot', ['/', 'true']]];\n" +
        'const done = attempts.filter(([program, args]) => spawnSync(program, args, { timeout: 3000 }).status === 0);\n' +
        'function add(a: number, b: number): any { return done.length > 0 ? a + b : undefined; }',
    },
  },
];
