/** Jupyter's messaging protocol 5.4, message by message, on bare sockets to a real kernel process.
 *  https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Content } from '../../../kernel/protocol/wire.js';
import { BareClient } from './bareClient.js';

let client: BareClient;
beforeAll(async () => {
  client = await BareClient.start();
});
afterAll(() => client?.stop());

const types = (id: string) => client.published(id).map(([type]) => type);

async function run(code: string, content: Content = {}): Promise<{ id: string; reply: Content }> {
  const id = client.execute(code, content);
  return { id, reply: (await client.over(id)).content };
}

async function ask(channel: 'shell' | 'control', type: string, content: Content = {}): Promise<Content> {
  return (await client.over(client.send(channel, type, content))).content;
}

/** Waits for the input_request of a cell and returns its header, which an answer names as its parent. */
async function question(id: string) {
  const { header, content } = await client.next(
    ({ channel, header, parentHeader }) =>
      channel === 'stdin' && header.msg_type === 'input_request' && parentHeader.msg_id === id,
  );
  return { header, content };
}

test('every message has a whole header; replies come on the channel of the request', async () => {
  const { id } = await run('1');
  const control = client.send('control', 'kernel_info_request', {});
  expect((await client.over(control)).channel).toBe('control');
  expect((await client.reply(id)).channel).toBe('shell');
  const headers = client.heard.map(({ header }) => header);
  expect(new Set(headers.map(({ msg_id }) => msg_id)).size).toBe(headers.length);
  expect(new Set(headers.map(({ session }) => session)).size).toBe(1);
  for (const { username, date, version } of headers) {
    expect([username.length > 0, Number.isNaN(Date.parse(date)), version]).toEqual([true, false, '5.4']);
  }
});

test('kernel_info: what the specification asks for', async () => {
  expect(await ask('shell', 'kernel_info_request')).toEqual({
    status: 'ok',
    protocol_version: '5.4',
    implementation: 'cuaderno',
    implementation_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    language_info: {
      name: 'typescript',
      version: expect.stringMatching(/^\d+\.\d+/),
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: expect.any(String),
    help_links: [{ text: expect.any(String), url: expect.stringMatching(/^https:/) }],
    debugger: false,
    supported_features: [],
  });
});

test('execute: what is left out has the defaults of the specification', async () => {
  const id = client.send('shell', 'execute_request', { code: 'console.log(1); 2' });
  const { content } = await client.over(id);
  expect(content).toEqual({
    status: 'ok',
    execution_count: expect.any(Number),
    payload: [],
    user_expressions: {},
  });
  expect(types(id)).toEqual(['status', 'execute_input', 'stream', 'execute_result', 'status']);
});

test('silent and store_history: what is shown, counted and remembered', async () => {
  const { reply } = await run('"counted"');
  const count = reply.execution_count as number;
  const silent = await run('console.log("unheard"); 5', { silent: true, store_history: true });
  expect(types(silent.id)).toEqual(['status', 'status']);
  expect(silent.reply.execution_count).toBe(count);
  const unstored = await run('"unstored"', { store_history: false });
  expect(types(unstored.id)).toEqual(['status', 'execute_input', 'execute_result', 'status']);
  expect(unstored.reply.execution_count).toBe(count);
  const { history } = await ask('shell', 'history_request', {
    hist_access_type: 'tail',
    n: 1,
    raw: true,
    output: true,
  });
  expect(history).toEqual([[1, count, ['"counted"', "'counted'"]]]);
});

test('history: ranges of this session, none of others; unique searches', async () => {
  const first = (await run('"twice"')).reply.execution_count as number;
  await run('"twice"');
  const history = async (content: Content) =>
    (await ask('shell', 'history_request', { output: false, raw: true, ...content })).history;
  expect(await history({ hist_access_type: 'range', session: 0, start: first, stop: first + 2 })).toEqual([
    [1, first, '"twice"'],
    [1, first + 1, '"twice"'],
  ]);
  expect(await history({ hist_access_type: 'range', session: 99, start: 1, stop: 9 })).toEqual([]);
  expect(await history({ hist_access_type: 'search', pattern: '*twic?*', unique: true })).toEqual([
    [1, first + 1, '"twice"'],
  ]);
});

test('stop_on_error aborts what was queued, in order, and nothing that came later', async () => {
  const failing = client.execute(
    'await new Promise((resolve) => setTimeout(resolve, 100)); throw new Error("x")',
  );
  const queued = [client.execute('globalThis.ran = 1'), client.execute('globalThis.ran = 2')];
  expect((await client.over(failing)).content.status).toBe('error');
  for (const id of queued) {
    expect((await client.over(id)).content.status).toBe('aborted');
    expect(types(id)).toEqual(['status', 'status']);
  }
  const { id, reply } = await run("'ran' in globalThis");
  expect(reply.status).toBe('ok');
  expect(client.published(id)).toContainEqual([
    'execute_result',
    expect.objectContaining({ data: { 'text/plain': 'false' } }),
  ]);
  const going = client.execute('throw new Error("y")', { stop_on_error: false });
  const after = client.execute('1');
  expect((await client.over(going)).content.status).toBe('error');
  expect((await client.over(after)).content.status).toBe('ok');
});

test('requests on shell and control are answered while a cell waits', async () => {
  const waiting = client.execute("await input('wait')");
  const { header } = await question(waiting);
  expect((await ask('control', 'kernel_info_request')).status).toBe('ok');
  expect((await ask('shell', 'is_complete_request', { code: 'f(' })).status).toBe('incomplete');
  client.send('stdin', 'input_reply', { value: 'on', status: 'ok' }, { parent: header });
  expect((await client.over(waiting)).content.status).toBe('ok');
});

test('input: the prompt goes to the client; an answer to another question is not taken', async () => {
  const first = client.execute("await input('First? ')");
  const { header: stale, content } = await question(first);
  expect(content).toEqual({ prompt: 'First? ', password: false });
  client.send('control', 'interrupt_request', {});
  expect((await client.over(first)).content.ename).toBe('KeyboardInterrupt');
  const second = client.execute("await input('Key? ', { password: true })");
  const { header, content: secret } = await question(second);
  expect(secret).toEqual({ prompt: 'Key? ', password: true });
  client.send('stdin', 'input_reply', { value: 'too late', status: 'ok' }, { parent: stale });
  client.send('stdin', 'input_reply', { value: 'right', status: 'ok' }, { parent: header });
  await client.over(second);
  expect(client.published(second)).toContainEqual([
    'execute_result',
    expect.objectContaining({ data: { 'text/plain': "'right'" } }),
  ]);
});

test('prompt stands still for its answer, as in a browser; the kernel does not', async () => {
  await run('const shown = 3');
  const id = client.execute("const name = prompt('Name? ') + prompt('Title? ', 'Dr.'); name");
  const first = await question(id);
  expect(first.content).toEqual({ prompt: 'Name? ', password: false });
  const { data } = await ask('shell', 'inspect_request', { code: 'shown', cursor_pos: 5, detail_level: 0 });
  expect((data as Record<string, string>)['text/plain']).toContain('const shown: 3');
  // jupyter_client names no parent.
  client.send('stdin', 'input_reply', { value: 'Ñandú ', status: 'ok' });
  await client.until(() => client.heard.filter(({ channel }) => channel === 'stdin')[4]);
  client.send('stdin', 'input_reply', { value: '', status: 'ok' });
  await client.over(id);
  expect(client.published(id)).toContainEqual([
    'execute_result',
    expect.objectContaining({ data: { 'text/plain': "'Ñandú Dr.'" } }),
  ]);
});

test('an interrupt ends a prompt; without standard input there is none', async () => {
  const id = client.execute("let before = 5; prompt('?')");
  await question(id);
  expect((await ask('control', 'interrupt_request')).status).toBe('ok');
  expect((await client.over(id)).content.ename).toBe('KeyboardInterrupt');
  const refused = await run("prompt('?')", { allow_stdin: false });
  expect(refused.reply.evalue).toContain('without standard input');
  expect((await run('before')).reply.status).toBe('ok');
});

test('an interrupt with nothing to stop is answered and stops nothing later', async () => {
  expect(await ask('control', 'interrupt_request')).toEqual({ status: 'ok' });
  expect((await run('await new Promise((resolve) => setTimeout(resolve, 50))')).reply.status).toBe('ok');
});

test('clear_output and display, at once or when the next output comes', async () => {
  const { id, reply } = await run(`
    console.log('gone'); console.clear(); display([1, 2]); clearOutput(true); console.log('new');`);
  expect(reply.status).toBe('ok');
  const seen = client.published(id).filter(([type]) => !['status', 'execute_input'].includes(type));
  expect(seen.filter(([type]) => type !== 'display_data')).toEqual([
    ['stream', { name: 'stdout', text: 'gone\n' }],
    ['clear_output', { wait: false }],
    ['clear_output', { wait: true }],
    ['stream', { name: 'stdout', text: 'new\n' }],
  ]);
  // A value is drawn while the code goes on; the cell waits for it.
  expect(seen).toContainEqual([
    'display_data',
    { data: { 'text/plain': '[ 1, 2 ]' }, metadata: {}, transient: {} },
  ]);
});

test.each([
  ['1 + 1', { status: 'complete' }],
  ['function f() {', { status: 'incomplete', indent: '  ' }],
  ['  for (const x of [1]) {', { status: 'incomplete', indent: '    ' }],
  ['const = 5', { status: 'invalid' }],
])('is_complete of %j', async (code, expected) => {
  expect(await ask('shell', 'is_complete_request', { code })).toEqual(expected);
});

test('what the kernel does not do is answered with an error', async () => {
  for (const [channel, type] of [
    ['control', 'create_subshell_request'],
    ['control', 'delete_subshell_request'],
    ['control', 'list_subshell_request'],
    ['control', 'debug_request'],
    ['shell', 'no_such_request'],
  ] as const) {
    expect(await ask(channel, type)).toMatchObject({ status: 'error', ename: 'NotImplemented' });
  }
});

test('connect_request tells the ports', async () => {
  const { shell_port, control_port, iopub_port, stdin_port, hb_port } = client.connection;
  expect(await ask('shell', 'connect_request')).toEqual({
    ...{ status: 'ok', shell_port, control_port, iopub_port, stdin_port, hb_port },
  });
});

test('several clients may share a kernel; what another key has signed is dropped, logged, never run', async () => {
  const id = client.execute('let visits = 1');
  await client.over(id);
  const other = client.send('shell', 'execute_request', { code: 'visits += 1' }, { session: 'another page' });
  expect((await client.over(other)).content.status).toBe('ok');
  const evil = { code: 'visits = 100', silent: false };
  client.send('shell', 'execute_request', evil, { key: "another kernel's" });
  client.send('control', 'shutdown_request', {}, { key: "another kernel's" });
  client.send('shell', 'execute_request', evil, {
    // Signed, then changed: the content is another than what the signature is for.
    frames: (frames) => frames.map((frame) => Buffer.from(String(frame).replace('100', '101'))),
  });
  client.sendFrames('control', ['<IDS|MSG>', '', '{', '{', '{', '{']);
  await client.until(() => (client.log.match(/dropped/g)?.length === 4 ? true : undefined));
  expect([...client.log.matchAll(/^cuaderno: (dropped .*)$/gm)].map(([, line]) => line).sort()).toEqual([
    'dropped a message with a wrong signature on control',
    'dropped a message with a wrong signature on control',
    'dropped a message with a wrong signature on shell',
    'dropped a message with a wrong signature on shell',
  ]);
  const { id: asked } = await run('visits');
  expect(client.published(asked)).toContainEqual([
    'execute_result',
    expect.objectContaining({ data: { 'text/plain': '2' } }),
  ]);
});

test('shutdown is answered on its channel and told to everybody', async () => {
  const id = client.send('control', 'shutdown_request', { restart: true });
  expect((await client.reply(id)).content).toEqual({ status: 'ok', restart: true });
  await client.next(({ channel, header }) => channel === 'iopub' && header.msg_type === 'shutdown_reply');
  expect(await client.exited).toBe(0);
});
