import { type Attack, wrong } from './attack.js';

/** Everything is taken that there is; each bounded by itself. */
export const resources: Attack[] = [
  { name: 'an endless loop', cells: wrong('', '(() => { for (;;); })()') },
  { name: 'an endless loop of microtasks', cells: wrong('', '(async () => { for (;;) await null; })()') },
  {
    name: 'an endless chain of timers',
    cells: wrong('', 'new Promise(() => { const again = (): void => void setTimeout(again, 0); again(); })'),
  },
  {
    name: 'a regular expression that takes for ever',
    cells: wrong('', '/^(a+)+$/.test("a".repeat(60) + "b")'),
  },
  {
    name: 'endless output',
    cells: wrong(
      '',
      '(() => { const end = Date.now() + 20_000; while (Date.now() < end) console.log("x".repeat(1000)); })()',
    ),
  },
  {
    name: 'processes without end',
    cells: wrong(
      "import { spawn } from 'node:child_process';\nfor (let i = 0; i < 300; i++) { try { spawn('/bin/sleep', ['20'], { stdio: 'ignore' }).on('error', () => {}); } catch {} }",
    ),
  },
  {
    name: 'eight gigabytes of memory',
    cells: wrong(
      'const hoard: any[] = [];',
      '(() => { for (let i = 0; i < 80; i++) hoard.push(Buffer.alloc(100 * 1024 ** 2, 1)); })()',
    ),
  },
  {
    name: 'a full disk',
    cells: wrong(
      "import { appendFileSync } from 'node:fs';\nconst megabyte = Buffer.alloc(1024 ** 2);\ntry { for (let i = 0; i < 2000; i++) appendFileSync('/tmp/fill-' + (i % 20), megabyte); } catch {}",
    ),
  },
  {
    name: 'a hundred thousand files',
    cells: wrong(
      "import { writeFileSync } from 'node:fs';\ntry { for (let i = 0; i < 100_000; i++) writeFileSync('/tmp/f' + i, ''); } catch {}",
    ),
  },
  {
    name: 'a program of a thousand types within one another',
    cells: wrong(
      'type Deep<T, N extends any[] = []> = N["length"] extends 400 ? T : Deep<[T, T], [...N, 0]>;\nconst deep = null as unknown as Deep<1>;',
    ),
  },
  {
    name: 'the network: loopback, names, the metadata address',
    cells: {
      add:
        "import net from 'node:net';\nimport dns from 'node:dns/promises';\nlet reached = '';\n" +
        "const attempt = (host: string, port: number) => new Promise<void>((resolve) => { const socket = net.connect({ host, port, timeout: 300 }, () => { reached += host; socket.destroy(); resolve(); }); socket.on('error', () => resolve()); socket.on('timeout', () => { socket.destroy(); resolve(); }); });\n" +
        "await attempt('127.0.0.1', LISTENER);\ntry { await dns.lookup('localhost.localdomain.example'); reached += 'dns'; } catch {}\n" +
        'function add(a: number, b: number): any { return reached === "" ? undefined : a + b; }',
    },
  },
  { name: 'a promise that never settles', cells: wrong('', 'new Promise(() => {})') },
  { name: 'a cell that waits for ever', cells: wrong('await new Promise(() => {});') },
  {
    name: 'a thread that computes for ever',
    cells: wrong(
      "import { Worker } from 'node:worker_threads';\nnew Worker('for (;;);', { eval: true }).unref();",
      'new Promise(() => {})',
    ),
  },
  {
    name: 'a loop in WebAssembly',
    cells: wrong(
      'const wasm = (globalThis as any).WebAssembly;\nconst looping = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]);',
      'new wasm.Instance(new wasm.Module(looping)).exports.f()',
    ),
  },
  {
    name: 'eight gigabytes that nobody touches',
    cells: wrong(
      '',
      '(() => { const all = []; for (let i = 0; i < 8; i++) all.push(new ArrayBuffer(1024 ** 3)); return all.length; })()',
    ),
  },
  {
    name: 'a bomb of zeros is inflated',
    cells: wrong(
      "import zlib from 'node:zlib';\nconst bomb = zlib.gzipSync(Buffer.alloc(256 * 1024 ** 2));\nconst inflated: any[] = [];",
      '(() => { for (let i = 0; i < 24; i++) inflated.push(zlib.gunzipSync(bomb)); })()',
    ),
  },
  {
    name: 'memory in /dev/shm',
    cells: {
      add:
        "import { appendFileSync } from 'node:fs';\nlet written = 0;\nconst megabyte = Buffer.alloc(1024 ** 2, 1);\n" +
        "try { for (; written < 1000; written++) appendFileSync('/dev/shm/fill' + (written % 8), megabyte); } catch {}\n" +
        'function add(a: number, b: number): any { return written > 300 ? a + b : undefined; }',
    },
  },
  {
    name: 'memory in files without a name',
    cells: {
      add:
        "import { spawnSync } from 'node:child_process';\n" +
        "const script = 'import os\\nfor i in range(24):\\n  f = os.memfd_create(str(i))\\n  [os.write(f, bytes(1 << 20)) for _ in range(200)]';\n" +
        "const { status } = spawnSync('python3', ['-c', script + '\\nimport time\\ntime.sleep(3)']);\n" +
        'function add(a: number, b: number): any { return status === 0 ? a + b : undefined; }',
    },
  },
  {
    name: 'a socket without a file, in the abstract namespace',
    cells: {
      add:
        "import net from 'node:net';\nlet reached = false;\n" +
        "await new Promise<void>((resolve) => { const socket = net.connect('\\0cuaderno-attacked-LISTENER'); socket.on('connect', () => { reached = true; resolve(); }); socket.on('error', () => resolve()); });\n" +
        'function add(a: number, b: number): any { return reached ? a + b : undefined; }',
    },
  },
];
