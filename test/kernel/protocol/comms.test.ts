import { expect, test } from 'vitest';
import { Dealer, Subscriber } from 'zeromq';
import type { OutputMessage } from '../../../kernel/protocol/client.js';
import { addressOf } from '../../../kernel/protocol/connectionFile.js';
import { decodeMessage, encodeMessage, type Message, newHeader } from '../../../kernel/protocol/wire.js';

import { useKernel } from '../kernelUnderTest.js';

const { kernel, run } = useKernel();

/** Sends a comm message as a page does and resolves when the kernel is idle after it, with all it caused. */
async function say(type: string, content: Record<string, unknown>): Promise<OutputMessage[]> {
  const heard: OutputMessage[] = [];
  await new Promise<void>((resolve) => {
    const asked = kernel().request('shell', type, content, {
      onMessage(message) {
        heard.push(message);
        if (message.type === 'status' && message.content.execution_state === 'idle') resolve();
      },
    });
    // A comm message has no reply; the client waits for one until the kernel ends.
    asked.catch(() => {});
  });
  return heard.filter(({ type }) => type !== 'status');
}

async function openComms(target?: string): Promise<unknown> {
  const { content } = await kernel().request(
    'shell',
    'comm_info_request',
    target ? { target_name: target } : {},
  );
  return content.comms;
}

test('the page opens a comm that the notebook has registered, speaks and closes it', async () => {
  const { errors } = await run(`const log: unknown[] = [];
    comms.register('slider', (comm, data) => {
      console.log('opened with', data);
      comm.onMessage(async (data, buffers) => {
        await null;
        comm.send({ twice: data.value * 2 }, { metadata: { version: 1 }, buffers: buffers.map((b) => b.map((x) => x + 1)) });
      });
      comm.onClose((data) => log.push(['closed', data]));
    });`);
  expect(errors).toEqual([]);
  const opened = await say('comm_open', { comm_id: 'c1', target_name: 'slider', data: { from: 0 } });
  expect(opened.map(({ type, content }) => [type, content.text])).toEqual([
    ['stream', 'opened with { from: 0 }\n'],
  ]);
  expect(await openComms()).toEqual({ c1: { target_name: 'slider' } });
  expect(await openComms('other')).toEqual({});
  const [answer] = await say('comm_msg', { comm_id: 'c1', data: { value: 21 } });
  expect(answer).toMatchObject({
    type: 'comm_msg',
    content: { comm_id: 'c1', data: { twice: 42 } },
    metadata: { version: 1 },
  });
  await say('comm_close', { comm_id: 'c1', data: { bye: true } });
  expect(await openComms()).toEqual({});
  expect((await run('log')).result).toBe("[ [ 'closed', { bye: true } ] ]");
});

test('the notebook opens a comm, and a closed one says so', async () => {
  const { outputs } = await run(
    `const own = comms.open('chart', { width: 3 }); own.send([1, 2]); own.close();`,
  );
  expect(outputs.map(({ type, content }) => [type, content.target_name, content.data])).toEqual([
    ['comm_open', 'chart', { width: 3 }],
    ['comm_msg', undefined, [1, 2]],
    ['comm_close', undefined, {}],
  ]);
  expect(new Set(outputs.map(({ content }) => content.comm_id)).size).toBe(1);
  expect((await run('own.send(1)')).errors[0]).toContain("the comm 'chart' is closed");
  expect((await run('own.send()')).errors[0]).toContain('TS2554');
});

test('a comm that nobody registered is closed; errors of handlers are shown', async () => {
  const [closed] = await say('comm_open', { comm_id: 'c2', target_name: 'nobody', data: {} });
  expect(closed).toMatchObject({ type: 'comm_close', content: { comm_id: 'c2' } });
  expect(await openComms()).toEqual({});
  await run(`comms.register('broken', () => { throw new RangeError('no such thing') })`);
  const [error] = await say('comm_open', { comm_id: 'c3', target_name: 'broken', data: {} });
  expect(error).toMatchObject({ type: 'error', content: { ename: 'RangeError' } });
  expect(await say('comm_msg', { comm_id: 'unknown', data: {} })).toEqual([]);
});

test('subshells are refused as the protocol has it: not advertised, an error as the reply', async () => {
  expect(kernel().kernelInfo.supported_features).toEqual([]);
  const { header, content } = await kernel().request('control', 'create_subshell_request', {});
  expect(header.msg_type).toBe('create_subshell_reply');
  expect(content).toMatchObject({ status: 'error', ename: 'NotImplemented' });
});

test('binary data travels beside the JSON, both ways', async () => {
  await run(`comms.register('echo', (comm) => comm.onMessage((data, buffers) =>
    comm.send(data, { buffers: buffers.map((buffer) => buffer.map((byte) => byte + 1)) })))`);
  const { connection } = kernel();
  const listener = new Subscriber({ linger: 0 });
  listener.subscribe('');
  listener.connect(addressOf(connection, connection.iopub_port));
  const peer = new Dealer({ linger: 0 });
  peer.connect(addressOf(connection, connection.shell_port));
  const send = (type: string, content: Record<string, unknown>, buffers: Buffer[]) =>
    peer.send(
      encodeMessage(
        { identities: [], header: newHeader(type, 'page'), parentHeader: {}, metadata: {}, content, buffers },
        connection.key,
      ),
    );
  let answer: Message | undefined;
  for await (const frames of listener) {
    const message = decodeMessage(frames, connection.key);
    if (message.header.msg_type === 'iopub_welcome') {
      await send('comm_open', { comm_id: 'b', target_name: 'echo', data: {} }, []);
      await send('comm_msg', { comm_id: 'b', data: { n: 1 } }, [Buffer.from([1, 2]), Buffer.from([255])]);
    }
    if (message.header.msg_type !== 'comm_msg') continue;
    answer = message;
    break;
  }
  listener.close();
  peer.close();
  expect(answer?.content).toEqual({ comm_id: 'b', data: { n: 1 } });
  expect(answer?.buffers).toEqual([Buffer.from([2, 3]), Buffer.from([0])]);
});
