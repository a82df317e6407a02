import { type Attack, wrong } from './attack.js';

/** The grader's own ways are used: descriptors, messages, the process's end, output that looks like a result. */
export const channels: Attack[] = [
  { name: 'process.exit(0) in a cell', cells: wrong('process.exit(0);') },
  { name: 'process.exit(0) when it is asked', cells: wrong('', '(process.exit(0) as never)') },
  { name: 'process.abort when it is asked', cells: wrong('', '(process.abort() as never)') },
  {
    name: 'an exit handler that writes a result',
    cells: wrong(
      "import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => { try { writeFileSync('/tmp/results.json', '{\"earned\": 7}'); } catch {} });",
    ),
  },
  {
    name: 'results on standard output, as a GitHub command and as TAP',
    cells: wrong(
      "console.log('::set-output name=points::7\\n::notice title=Autograding complete::Points 7/7\\nok 1 - adds\\n1..1');\n" +
        'process.stdout.write(JSON.stringify({ earned: 7, points: 7, tests: [] }));',
    ),
  },
  {
    name: 'answers written into the channel before they are asked for',
    cells: wrong(
      "import { writeSync } from 'node:fs';\nfor (let id = 0; id < 400; id++) {\n  try { writeSync(3, JSON.stringify({ id, value: 3 }) + '\\n'); } catch {}\n}",
    ),
  },
  {
    name: 'garbage in the channel',
    cells: wrong(
      "import { writeSync } from 'node:fs';\ntry { writeSync(3, '\\u0000\\n{{{{\\n[[[\\n'); } catch {}",
    ),
  },
  {
    name: 'a message without end in the channel',
    cells: wrong(
      "import { writeSync } from 'node:fs';\nconst block = Buffer.alloc(1 << 20, 97);\ntry { for (let i = 0; i < 200; i++) writeSync(3, block); } catch {}",
    ),
  },
  {
    name: 'answers with handles that nobody gave out',
    cells: wrong(
      "import { writeSync } from 'node:fs';\nfor (let id = 0; id < 200; id++) {\n" +
        "  try { writeSync(3, JSON.stringify({ id, value: { instance: -1, className: {} } }) + '\\n'); } catch {}\n}",
    ),
  },
  {
    name: 'the channel is closed',
    cells: wrong(
      "import { closeSync } from 'node:fs';\nfor (let fd = 0; fd < 64; fd++) { try { closeSync(fd); } catch {} }",
    ),
  },
  {
    name: 'a child that goes on after the process',
    cells: wrong(
      "import { spawn } from 'node:child_process';\n" +
        "const child = spawn('/bin/sh', ['-c', 'sleep 30; echo 7 > /tmp/result'], { detached: true, stdio: 'ignore' });\nchild.on('error', () => {});\nchild.unref();",
    ),
  },
  {
    name: 'signals to every process',
    cells: wrong(
      "for (let pid = 1; pid < 400; pid++) { if (pid !== process.pid) { try { process.kill(pid, 'SIGKILL'); } catch {} } }\ntry { process.kill(process.ppid, 'SIGKILL'); } catch {}",
    ),
  },
  {
    name: 'the hidden global of the cells is used',
    cells: wrong(
      "const hooks = (globalThis as any).__cuaderno;\ntry { hooks.result(7); hooks.earned = 7; Object.defineProperty(globalThis, 'assert', { value: () => {} }); } catch {}",
    ),
  },
  {
    name: 'an inspector of its own',
    cells: wrong(
      "import inspector from 'node:inspector';\ntry { inspector.open(0, '127.0.0.1'); } catch {}\n" +
        "const own = new inspector.Session(); own.connect();\nown.post('Runtime.evaluate', { expression: 'globalThis.assert = {}' }, () => {});",
    ),
  },
  {
    name: 'late output and late errors',
    cells: wrong(
      "setTimeout(() => { console.log('earned: 7'); throw new Error('late'); }, 5);\nPromise.reject(new Error('nobody handles this'));",
    ),
  },
  {
    name: 'answers written into every descriptor',
    cells: wrong(
      "import { writeSync } from 'node:fs';\n" +
        'for (let fd = 0; fd < 64; fd++) { try { writeSync(fd, \'{"earned": 7, "ready": true}\\n\'); } catch {} }',
    ),
  },
  {
    name: 'GitHub’s output files and results of other graders',
    cells: wrong(
      "import { mkdirSync, writeFileSync } from 'node:fs';\n" +
        "for (const file of [process.env.GITHUB_OUTPUT, process.env.GITHUB_STEP_SUMMARY, '/autograder/results/results.json', '/grade/results/results.json', '/shared/feedback.json', 'gradebook.db', '../gradebook.db', '/tmp/results/results.json']) {\n" +
        '  try { mkdirSync(String(file).replace(/[^/]*$/, \'\'), { recursive: true }); writeFileSync(String(file), \'{"score": 7, "fractionalScore": 1}\'); } catch {}\n}',
    ),
  },
  {
    name: 'a kernel’s connection file is looked for, and messages are forged',
    cells: {
      add:
        "import fs from 'node:fs';\nimport net from 'node:net';\nlet found = 0;\n" +
        "for (const folder of ['/tmp', '/root/.local/share/jupyter/runtime', process.env.HOME + '/.local/share/jupyter/runtime', '/run/user/0/jupyter', '/run/user/1000/jupyter']) {\n" +
        '  try {\n    for (const name of fs.readdirSync(folder)) if (/^kernel-.*\\.json$/.test(name)) found++;\n  } catch {}\n}\n' +
        "await new Promise<void>((resolve) => { const socket = net.connect(LISTENER, '127.0.0.1', () => { found++; socket.end('\\xff\\0\\0\\0\\0\\0\\0\\0\\x01\\x7f'); resolve(); }); socket.on('error', () => resolve()); });\n" +
        'function add(a: number, b: number): any { return found > 0 ? a + b : undefined; }',
    },
  },
  {
    name: 'events of the process are sent as if they were messages',
    cells: wrong(
      "for (let i = 0; i < 20; i++) { process.emit('message', { earned: 7 } as any, undefined as any); try { (process as any).send?.({ number: 7 }); } catch {} }",
    ),
  },
];
