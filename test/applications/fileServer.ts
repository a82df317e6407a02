/** A server on loopback that gives files by their names, as a mirror does. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FileServer {
  address: string;
  /** The names asked for so far. */
  asked: string[];
}

/** For the running test. */
export async function serveFiles(files: Readonly<Record<string, Uint8Array>>): Promise<FileServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = request.url!.slice(1);
    asked.push(name);
    const content = files[name];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
