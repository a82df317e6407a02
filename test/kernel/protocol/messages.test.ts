import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Dealer, Request, Subscriber } from 'zeromq';
import { KernelClient } from '../../../kernel/protocol/client.js';
import { addressOf } from '../../../kernel/protocol/connectionFile.js';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  newHeader,
  WireError,
} from '../../../kernel/protocol/wire.js';
import { kernelArgv, useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

function message(type: string, content: Record<string, unknown>): Message {
  return {
    identities: [],
    header: newHeader(type, 'test'),
    parentHeader: {},
    metadata: {},
    content,
    buffers: [Buffer.from([0, 1, 2])],
  };
}

test('messages survive the wire, and a wrong signature is found before anything is parsed', () => {
  const sent = message('execute_request', { code: '"ñ 🎓"' });
  const frames = encodeMessage({ ...sent, identities: [Buffer.from('peer')] }, 'secret');
  const received = decodeMessage(frames, 'secret');
  expect(received).toEqual({ ...sent, identities: [Buffer.from('peer')] });
  expect(() => decodeMessage(frames, 'other')).toThrow(WireError);
  const notJson = frames.map((frame, index) => (index === 3 ? Buffer.from('{') : frame));
  expect(() => decodeMessage(notJson, 'secret')).toThrow(/wrong signature/);
  expect(() => decodeMessage(frames.slice(0, 3), 'secret')).toThrow(/frames/);
  expect(() => decodeMessage([Buffer.from('x')], 'secret')).toThrow(/delimiter/);
});

test('kernel_info says what JupyterLab needs for highlighting and export', () => {
  expect(kernel().kernelInfo).toMatchObject({
    status: 'ok',
    protocol_version: '5.4',
    implementation: 'cuaderno',
    language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
  });
});

test('each request is framed by busy and idle under its own header', async () => {
  const seen: unknown[] = [];
  await kernel().execute('3', {
    onMessage: ({ type, content }) =>
      seen.push([type, content.execution_state ?? content.code ?? content.data]),
  });
  expect(seen).toEqual([
    ['status', 'busy'],
    ['execute_input', '3'],
    ['execute_result', { 'text/plain': '3' }],
    ['status', 'idle'],
  ]);
});

test('history by tail, range and search', async () => {
  await run('"in history"');
  const ask = async (content: Record<string, unknown>) =>
    (await kernel().request('shell', 'history_request', { raw: true, ...content })).content
      .history as unknown[][];
  const [last] = await ask({ hist_access_type: 'tail', n: 1, output: true });
  expect(last?.[2]).toEqual(['"in history"', "'in history'"]);
  const line = last?.[1] as number;
  expect(await ask({ hist_access_type: 'range', session: 0, start: line, stop: line + 1 })).toEqual([
    [1, line, '"in history"'],
  ]);
  expect(await ask({ hist_access_type: 'search', pattern: '*in h?story*', n: 1 })).toEqual([
    [1, line, '"in history"'],
  ]);
});

test('user expressions, `name?`, comm_info, and requests nobody knows', async () => {
  await run('/** How fast. */ const speed = 4');
  const { content } = await kernel().request('shell', 'execute_request', {
    code: '',
    silent: false,
    store_history: false,
    user_expressions: { twice: 'speed * 2', broken: 'speed.x.y' },
    allow_stdin: false,
    stop_on_error: true,
  });
  expect(content.user_expressions).toMatchObject({
    twice: { status: 'ok', data: { 'text/plain': '8' } },
    broken: { status: 'error', ename: 'TypeError' },
  });
  const page = await kernel().request('shell', 'execute_request', { code: 'speed?' });
  expect(JSON.stringify(page.content.payload)).toContain('How fast.');
  expect((await kernel().request('shell', 'comm_info_request', {})).content).toEqual({
    status: 'ok',
    comms: {},
  });
});

test('wrongly signed and malformed messages are dropped, never executed; the kernel lives', async () => {
  const { connection } = kernel();
  const intruder = new Dealer({ linger: 0 });
  intruder.connect(addressOf(connection, connection.shell_port));
  const evil = { code: 'globalThis.hacked = true', silent: false };
  await intruder.send(encodeMessage(message('execute_request', evil), 'a wrong key'));
  await intruder.send(encodeMessage(message('execute_request', evil), ''));
  await intruder.send(['<IDS|MSG>', 'x']);
  await intruder.send('noise');
  // A good message on the same connection comes after those.
  await intruder.send(encodeMessage(message('kernel_info_request', {}), connection.key));
  const reply = decodeMessage(await intruder.receive(), connection.key);
  intruder.close();
  expect(reply.header.msg_type).toBe('kernel_info_reply');
  expect((await run('"hacked" in globalThis')).result).toBe('false');
});

test('what is dropped is logged, not put into a cell; a message that is sent again is not run again', async () => {
  let logged = '';
  const own = await KernelClient.start({
    argv: kernelArgv,
    onStderr: (text) => {
      logged += text;
    },
  });
  await own.execute('let count = 0');
  const outputs: string[] = [];
  const peer = new Dealer({ linger: 0 });
  peer.connect(addressOf(own.connection, own.connection.shell_port));
  const once = message('execute_request', { code: 'console.log(++count)', silent: false });
  await peer.send(encodeMessage(once, own.connection.key));
  await peer.send(encodeMessage(once, own.connection.key));
  await peer.send(encodeMessage(once, 'a wrong key'));
  await peer.send('noise');
  const reply = decodeMessage(await peer.receive(), own.connection.key);
  expect(reply.content.status).toBe('ok');
  await own.execute('count', {
    onMessage: ({ type, content }) => {
      if (type === 'execute_result') outputs.push(JSON.stringify(content.data));
      if (type === 'stream') outputs.push(String(content.text));
    },
  });
  peer.close();
  expect(outputs).toEqual(['{"text/plain":"1"}']);
  await own.shutdown();
  expect(
    logged
      .split('\n')
      .filter((line) => line.startsWith('cuaderno: dropped'))
      .sort(),
  ).toEqual([
    'cuaderno: dropped a message that came before on shell',
    'cuaderno: dropped a message with a wrong signature on shell',
    'cuaderno: dropped a message without the <IDS|MSG> delimiter on shell',
  ]);
});

test('the heartbeat echoes while a cell runs, and a new subscriber is welcomed', async () => {
  const { connection } = kernel();
  const busy = run('const stop = Date.now() + 1500; while (Date.now() < stop);');
  const heart = new Request({ linger: 0 });
  heart.connect(addressOf(connection, connection.hb_port));
  await heart.send('ping');
  expect(String((await heart.receive())[0])).toBe('ping');
  heart.close();
  const listener = new Subscriber({ linger: 0 });
  listener.subscribe('');
  listener.connect(addressOf(connection, connection.iopub_port));
  for await (const frames of listener) {
    if (decodeMessage(frames, connection.key).header.msg_type === 'iopub_welcome') break;
  }
  listener.close();
  await busy;
});

test('the connection file is for its owner only; shutdown ends the process', async () => {
  const own = await KernelClient.start({
    argv: [...kernelArgv.slice(0, 2), '{connection_file}'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let result = '';
  await own.execute('process.argv[2]', {
    onMessage: ({ type, content }) => {
      if (type === 'execute_result') result = (content.data as Record<string, string>)['text/plain']!;
    },
  });
  expect((await stat(result.slice(1, -1))).mode & 0o777).toBe(0o600);
  const busy = own.execute('while (true) {}').catch((error: Error) => error.message);
  await own.shutdown();
  expect(await busy).toMatch(/The kernel ended/);
});

test('a kernel that cannot start is an error with its last words', async () => {
  await expect(
    KernelClient.start({ argv: [process.execPath, '-e', 'console.error("no room"); process.exit(4)'] }),
  ).rejects.toThrow(/exit code 4[\s\S]*no room/);
});
