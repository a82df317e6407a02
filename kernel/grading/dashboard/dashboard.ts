/** A small web server that shows a grading's queue to whoever has its address with the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { ArgumentError } from '../../../src/errors.js';
import { sha256 } from '../grade/gradeStore.js';
import { dashboardPage, dashboardPolicy } from './page.js';
import { QueueReader, type QueueState } from './queueState.js';

export interface DashboardArgs {
  redis: string;
  /** Default 127.0.0.1: this machine only. */
  host?: string;
  /** 0 takes one that is free. */
  port: number;
  /** A name by which browsers reach it, where that is neither `host`, localhost nor an address of numbers. */
  publicName?: string;
  /** What the address has to end with; a random one if left out. */
  token?: string;
}

export interface Dashboard {
  /** With the token. */
  url: string;
  close(): Promise<void>;
}

/** However many pages look, the queue is read so often at most. */
const freshMs = 1000;

const commonHeaders = {
  'Content-Security-Policy': dashboardPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Starts it; it listens when the promise is kept.
 * @throws {ArgumentError} for an address that is none of a Redis server, or where it cannot listen
 */
export async function dashboard({
  redis,
  host = '127.0.0.1',
  port,
  publicName,
  token = randomBytes(16).toString('hex'),
}: DashboardArgs): Promise<Dashboard> {
  const state = new FreshState(redis);
  const server = http.createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    const { status, headers, body } = answerTo(request, [host, publicName ?? ''], token);
    const send = (code: number, more: http.OutgoingHttpHeaders, text: string): void => {
      response.writeHead(code, { ...commonHeaders, ...more, 'Content-Length': Buffer.byteLength(text) });
      response.end(text);
    };
    if (body !== undefined) return send(status, headers, body);
    state.read().then(
      (read) => send(200, headers, JSON.stringify(read)),
      () => send(503, headers, JSON.stringify({ error: 'The Redis server does not answer.' })),
    );
  });
  server.requestTimeout = 10_000;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    await state.close();
    throw new ArgumentError(`grade serve cannot listen on ${host}:${port}: ${(cause as Error).message}`, {
      cause,
    });
  }
  const { port: taken } = server.address() as AddressInfo;
  const shownHost = publicName ?? (isIP(host) === 6 ? `[${host}]` : host);
  return {
    url: `http://${shownHost}:${taken}/?token=${encodeURIComponent(token)}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await state.close();
    },
  };
}

interface Answer {
  status: number;
  headers: http.OutgoingHttpHeaders;
  /** undefined: the state of the queue. */
  body?: string;
}

function answerTo(request: http.IncomingMessage, names: readonly string[], token: string): Answer {
  const refuse = (status: number, body: string, headers: http.OutgoingHttpHeaders = {}): Answer => ({
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
    body: `${body}\n`,
  });
  if (!isKnownHost(request.headers.host ?? '', names))
    return refuse(421, 'This is not the server of that name.');
  if (request.method !== 'GET') return refuse(405, 'Only GET.', { Allow: 'GET' });
  const [pathname = '', query = ''] = (request.url ?? '').split('?');
  if (!isSame(new URLSearchParams(query).get('token') ?? '', token)) {
    return refuse(403, 'The address needs the token that cuaderno grade serve has printed.');
  }
  if (pathname === '/') {
    return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: dashboardPage };
  }
  if (pathname === '/state.json') return { status: 200, headers: { 'Content-Type': 'application/json' } };
  return refuse(404, 'There is nothing here.');
}

/** A page of somebody else's whose name was made to lead here (DNS rebinding) still sends its own name. */
function isKnownHost(header: string, names: readonly string[]): boolean {
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return (
    name !== '' &&
    (isIP(name) !== 0 || name === 'localhost' || names.some((one) => one.toLowerCase() === name))
  );
}

/** Takes as long whatever is right of it. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}

class FreshState {
  readonly #reader: QueueReader;
  #last: { state: Promise<QueueState>; readMs: number } | undefined;

  constructor(redis: string) {
    this.#reader = new QueueReader(redis);
  }

  read(): Promise<QueueState> {
    const nowMs = performance.now();
    if (this.#last === undefined || nowMs - this.#last.readMs > freshMs) {
      this.#last = { state: this.#reader.read(), readMs: nowMs };
    }
    return this.#last.state;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
