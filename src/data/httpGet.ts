/** One GET request with a time limit on silence. The bytes come as the server sends them: a server that calls a
 *  .tar.gz "Content-Encoding: gzip" would make `fetch` unpack it. */
import http from 'node:http';
import https from 'node:https';

interface HttpGetOptions {
  /** Ask for the bytes from here on. */
  startByte: number;
  /** How many bytes the whole file must have, if that is known. */
  sizeBytes: number | undefined;
  /** How long the server may be silent. */
  stallTimeoutMs: number;
}

interface HttpResponse {
  /** Where the bytes begin: as asked, or 0 if the server does not give parts. */
  startByte: number;
  /** How many bytes the whole file has, if the server says so. */
  sizeBytes: number | undefined;
  /** @throws {HttpFailure} if the connection breaks or stalls */
  body: AsyncIterable<Buffer>;
}

/** Why a request failed. */
export class HttpFailure extends Error {
  constructor(
    message: string,
    /** True if it may work when tried again: broken off, stalled, overloaded. */
    readonly isPassing: boolean,
    /** True if more was asked for than the server's file has. */
    readonly isBeyondEnd = false,
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
      return { ...placeOf(response, options), body: bodyOf(response, options.stallTimeoutMs) };
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

function placeOf(
  response: http.IncomingMessage,
  { startByte, sizeBytes }: HttpGetOptions,
): Pick<HttpResponse, 'startByte' | 'sizeBytes'> {
  const status = response.statusCode ?? 0;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '');
    if (range?.[1] !== String(startByte)) {
      throw new HttpFailure(
        `it sends other bytes than asked for (${response.headers['content-range']})`,
        false,
      );
    }
    return { startByte, sizeBytes: expectedSize(range[2] === '*' ? undefined : range[2], sizeBytes) };
  }
  if (status === 200)
    return { startByte: 0, sizeBytes: expectedSize(response.headers['content-length'], sizeBytes) };
  const isBeyondEnd = status === 416;
  const isPassing = isBeyondEnd || status === 408 || status === 429 || status >= 500;
  throw new HttpFailure(`HTTP ${status} ${response.statusMessage ?? ''}`.trimEnd(), isPassing, isBeyondEnd);
}

/** @throws {HttpFailure} if the server's file has another size than expected */
function expectedSize(told: string | undefined, sizeBytes: number | undefined): number | undefined {
  if (told === undefined) return sizeBytes;
  if (sizeBytes === undefined || told === String(sizeBytes)) return Number(told);
  throw new HttpFailure(`its file has ${told} bytes, not ${sizeBytes}`, false);
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
