import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DownloadError, type DownloadRequest, download } from '../../src/data/download.js';
import { temporaryFolder } from './temporaryFolder.js';

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

interface Server {
  address: string;
  /** The Range header of each request so far. */
  ranges: (string | undefined)[];
}

/** A server on loopback that answers its first request in the first way and so on; the last way stays. */
async function serve(...answers: Answer[]): Promise<Server> {
  const ranges: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    ranges.push(request.headers.range);
    answers[Math.min(ranges.length, answers.length) - 1]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`, ranges };
}

const startOf = (request: http.IncomingMessage): number =>
  Number(/\d+/.exec(request.headers.range ?? '0')![0]);

function head(request: http.IncomingMessage, response: http.ServerResponse): Buffer {
  const start = startOf(request);
  const headers = { 'content-length': content.length - start, 'content-encoding': 'x-gzip' };
  if (start === 0) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    });
  return content.subarray(start);
}

const whole: Answer = (request, response) => void response.end(head(request, response));
const breaksOff: Answer = (request, response) => {
  const rest = head(request, response);
  response.write(rest.subarray(0, rest.length >> 1), () => response.destroy());
};
const stalls: Answer = (request, response) => void response.write(head(request, response).subarray(0, 1000));
const ignoresRange: Answer = (_, response) => void response.writeHead(200).end(content);
const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end('no');
const wrongBytes: Answer = (_, response) => {
  const wrong = Buffer.from(content);
  wrong[5]! ^= 1;
  response.end(wrong);
};

function requestOf(servers: Server[], more: Partial<DownloadRequest> = {}): DownloadRequest {
  const file = path.join(temporaryFolder(), 'below', 'file.bin');
  const addresses = servers.map(({ address }) => address);
  return { addresses, file, sizeBytes: content.length, sha256, backOffMs: 1, stallTimeoutMs: 5000, ...more };
}

function expectWhole({ file }: DownloadRequest): void {
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(readdirSync(path.dirname(file))).toEqual(['file.bin']);
}

test('gets the file, byte for byte, and says how far it is', async () => {
  const done: number[] = [];
  const request = requestOf([await serve(whole)], { onProgress: (progress) => done.push(progress.done) });
  await download(request);
  expectWhole(request);
  expect(done[0]).toBe(0);
  expect(done.at(-1)).toBe(content.length);
  expect(done).toEqual([...done].sort((a, b) => a - b));
});

test('goes on where a connection broke', async () => {
  const server = await serve(breaksOff, breaksOff, whole);
  const request = requestOf([server]);
  await download(request);
  expectWhole(request);
  const starts = server.ranges.map((range) => Number(range?.slice('bytes='.length, -1) ?? 0));
  expect(starts[0]).toBe(0);
  expect(starts[1]).toBeGreaterThan(0);
  expect(starts[2]).toBeGreaterThan(starts[1]!);
});

test('learns from the server how long the file is, also where it resumes', async () => {
  const md5 = createHash('md5').update(content).digest('hex');
  const server = await serve(breaksOff, whole);
  const totals = new Set<number>();
  const request = {
    ...requestOf([server]),
    sizeBytes: undefined,
    sha256: undefined,
    md5,
    onProgress: ({ total }: { total: number }) => void totals.add(total),
  };
  await download(request);
  expectWhole(request);
  expect(server.ranges.length).toBe(2);
  expect(server.ranges[1]).toMatch(/^bytes=[1-9]/);
  expect([...totals]).toEqual([content.length]);
  writeFileSync(request.file, Buffer.concat([content, content]));
  const beyond = await serve(status(416), whole);
  await download({ ...request, addresses: [beyond.address] });
  expectWhole(request);
});

test('goes on where an earlier run was killed', async () => {
  const server = await serve(whole);
  const request = requestOf([server]);
  await expect(download({ ...request, addresses: [] })).rejects.toThrow(DownloadError);
  writeFileSync(`${request.file}.part`, content.subarray(0, 123_456));
  await download(request);
  expectWhole(request);
  expect(server.ranges).toEqual(['bytes=123456-']);
});

test('does not fetch again what is there and right; replaces what is there and wrong', async () => {
  const server = await serve(whole);
  const request = requestOf([server]);
  await download(request);
  await download(request);
  expectWhole(request);
  expect(server.ranges.length).toBe(1);
  writeFileSync(request.file, Buffer.alloc(content.length, 7));
  await download(request);
  expectWhole(request);
  expect(server.ranges.length).toBe(2);
});

test.each([
  ['foreign', Buffer.alloc(1000, 7)],
  ['too long', Buffer.concat([content, content])],
])('throws a %s part away and starts again', async (_, part) => {
  const request = requestOf([await serve(whole)]);
  await expect(download({ ...request, addresses: [] })).rejects.toThrow(DownloadError);
  writeFileSync(`${request.file}.part`, part);
  await download(request);
  expectWhole(request);
});

test('copes with a server that ignores Range', async () => {
  const request = requestOf([await serve(breaksOff, ignoresRange)]);
  await download(request);
  expectWhole(request);
});

test('tries again after a stall and after an overloaded server', async () => {
  const server = await serve(stalls, status(500), status(503), whole);
  const request = requestOf([server], { stallTimeoutMs: 200 });
  await download(request);
  expectWhole(request);
  expect(server.ranges.length).toBe(4);
});

test('follows redirects, but not for ever', async () => {
  const target = await serve(whole);
  const request = requestOf([
    await serve((_, r) => void r.writeHead(302, { location: target.address }).end()),
  ]);
  await download(request);
  expectWhole(request);

  const circle = await serve((_, response) => void response.writeHead(302, { location: '/again' }).end());
  await expect(download(requestOf([circle]))).rejects.toThrow(/leads on more than 5 times/);
  const away = await serve(
    (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  );
  await expect(download(requestOf([away]))).rejects.toThrow(/not a web address/);
});

test.each<[string, Answer, number]>([
  ['404', status(404), 1],
  ['403', status(403), 1],
  ['wrong bytes', wrongBytes, 1],
  ['a page to log in', (_, response) => void response.end('<html>'.repeat(10)), 1],
  [
    'a stream without end',
    (_, response) => void response.writeHead(200).end(Buffer.concat([content, content])),
    1,
  ],
  ['always 500', status(500), 3],
])('%s: the next address is asked', async (_, answer, asked) => {
  const bad = await serve(answer);
  const request = requestOf([bad, await serve(whole)], { retries: 2 });
  await download(request);
  expectWhole(request);
  expect(bad.ranges.length).toBe(asked);
});

test('when no address has it, the error says why for each, and nothing is left', async () => {
  const closed = await serve(whole);
  const servers = [
    await serve(status(404)),
    await serve(wrongBytes),
    { ...closed, address: 'http://127.0.0.1:1/x' },
  ];
  const request = requestOf(servers);
  await expect(download(request)).rejects.toThrow(
    /file\.bin could not be downloaded\.\n.*: HTTP 404.*\n.*do not have the checksum.*\n.*:1\/x: cannot be reached \(ECONNREFUSED\)/,
  );
  expect(existsSync(request.file)).toBe(false);
  expect(readdirSync(path.dirname(request.file))).toEqual([]);
});

test('a server that always breaks off is given up, and what came is kept for the next time', async () => {
  const request = requestOf([await serve(breaksOff)], { retries: 1 });
  await expect(download(request)).rejects.toThrow(/tried 2 times/);
  expect(
    readFileSync(`${request.file}.part`).equals(
      content.subarray(0, readFileSync(`${request.file}.part`).length),
    ),
  ).toBe(true);
  await download({ ...request, addresses: [(await serve(whole)).address] });
  expectWhole(request);
});

test('a folder that cannot be written is no fault of the network', async () => {
  const file = path.join(temporaryFolder(), 'a file');
  writeFileSync(file, '');
  const request = requestOf([await serve(whole)], { file: path.join(file, 'file.bin') });
  const failure = await download(request).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(/could not be written/),
  });
  expect(failure).not.toBeInstanceOf(DownloadError);
});
