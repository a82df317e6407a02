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
];
