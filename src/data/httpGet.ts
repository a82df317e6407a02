/** One GET request with a time limit on silence. The bytes come as the server sends them: a server that calls a
 *  .tar.gz "Content-Encoding: gzip" would make `fetch` unpack it. */
import http from 'node:http';
import https from 'node:https';

interface HttpGetOptions {
  /** Ask for the bytes from here on. */
  startByte: number;
  /** How many bytes the whole file must have. */
  sizeBytes: number;
  /** How long the server may be silent. */
  stallTimeoutMs: number;
}

interface HttpResponse {
  /** Where the bytes begin: as asked, or 0 if the server does not give parts. */
  startByte: number;
  /** @throws {HttpFailure} if the connection breaks or stalls */
  body: AsyncIterable<Buffer>;
}

/** Why a request failed. */
export class HttpFailure extends Error {
  constructor(
    message: string,
    /** True if it may work when tried again: broken off, stalled, overloaded. */
    readonly isPassing: boolean,
  ) {
    super(message);
  }
}

const maxRedirects = 5;
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EACCES',
]);

/** @throws {HttpFailure} if the server cannot be reached or does not give the file */
export async function httpGet(address: string, options: HttpGetOptions): Promise<HttpResponse> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await request(url, options);
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && response.headers.location !== undefined) {
      response.destroy();
      url = new URL(response.headers.location, url);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw new HttpFailure(`it leads on to ${url.href}, which is not a web address`, false);
      }
      continue;
    }
    try {
      return { startByte: startOf(response, options), body: bodyOf(response, options.stallTimeoutMs) };
    } catch (error) {
      response.destroy();
      throw error;
    }
  }
  throw new HttpFailure(`it leads on more than ${maxRedirects} times`, false);
}

function request(url: URL, { startByte, stallTimeoutMs }: HttpGetOptions): Promise<http.IncomingMessage> {
  const headers: Record<string, string> = { 'user-agent': 'cuaderno', 'accept-encoding': 'identity' };
  if (startByte > 0) headers.range = `bytes=${startByte}-`;
  return new Promise((resolve, reject) => {
    const { get } = url.protocol === 'https:' ? https : http;
    const sent = get(url, { headers, agent: false });
    const timer = setTimeout(
      () => sent.destroy(new HttpFailure(`no answer within ${stallTimeoutMs / 1000} s`, false)),
      Math.min(stallTimeoutMs, 10_000),
    );
    sent.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(failureOf(error));
    });
  });
}

function startOf(response: http.IncomingMessage, { startByte, sizeBytes }: HttpGetOptions): number {
  const status = response.statusCode ?? 0;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
    if (range?.[1] !== String(startByte)) {
      throw new HttpFailure(
        `it sends other bytes than asked for (${response.headers['content-range']})`,
        false,
      );
    }
    if (range[2] !== '*' && range[2] !== String(sizeBytes)) {
      throw new HttpFailure(`its file has ${range[2]} bytes, not ${sizeBytes}`, false);
    }
    return startByte;
  }
  if (status === 200) {
    const length = response.headers['content-length'];
    if (length !== undefined && length !== String(sizeBytes)) {
      throw new HttpFailure(`its file has ${length} bytes, not ${sizeBytes}`, false);
    }
    return 0;
  }
  const isPassing = status === 408 || status === 429 || status >= 500;
  throw new HttpFailure(`HTTP ${status} ${response.statusMessage ?? ''}`.trimEnd(), isPassing);
}

async function* bodyOf(response: http.IncomingMessage, stallTimeoutMs: number): AsyncGenerator<Buffer> {
  const stall = (): void => {
    response.destroy(new HttpFailure(`nothing came for ${stallTimeoutMs / 1000} s`, true));
  };
  let timer = setTimeout(stall, stallTimeoutMs);
  try {
    for await (const chunk of response) {
      clearTimeout(timer);
      yield chunk as Buffer;
      timer = setTimeout(stall, stallTimeoutMs);
    }
  } catch (error) {
    throw failureOf(error as Error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

function failureOf(error: Error): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && unreachable.has(code))
    return new HttpFailure(`cannot be reached (${code})`, false);
  return new HttpFailure(error.message || code || 'the connection failed', true);
}
