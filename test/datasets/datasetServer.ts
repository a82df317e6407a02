import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on loopback with files by their path, without the slash. */
export interface DatasetServer {
  address: string;
  /** The paths that were asked for, in order. */
  asked: string[];
}

/** Serves these files until the test ends; anything else is not found. */
export async function serveFiles(files: Record<string, Buffer>): Promise<DatasetServer> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = request.url!.slice(1);
    asked.push(name);
    const content = files[name];
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
