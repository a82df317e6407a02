/** The file by which a Jupyter client tells a kernel its ports and its key. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { DataError } from '../../src/errors.js';

export interface Connection {
  transport: string;
  ip: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  /** The HMAC key; empty for unsigned messages. */
  key: string;
  signature_scheme: string;
  kernel_name?: string;
}

const ports = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

/** @throws {DataError} if the file is missing, not JSON, or asks for something this kernel does not speak */
export async function readConnectionFile(file: string): Promise<Connection> {
  let connection: Connection;
  try {
    connection = JSON.parse(await readFile(file, 'utf8')) as Connection;
  } catch (cause) {
    throw new DataError(
      `The connection file ${file} cannot be read: expected the JSON that Jupyter writes.`,
      {
        cause,
      },
    );
  }
  const missing = ports.find((port) => !Number.isInteger(connection[port]));
  if (missing) throw new DataError(`The connection file ${file} has no ${missing}.`);
  if (connection.key && connection.signature_scheme !== 'hmac-sha256') {
    throw new DataError(
      `The connection file ${file} asks for signatures by ${connection.signature_scheme}; expected hmac-sha256.`,
    );
  }
  return connection;
}

/** Picks free ports on the loopback interface and a fresh key, and writes them to `file`, readable by its owner only. */
export async function writeConnectionFile(file: string): Promise<Connection> {
  const [shell, control, iopub, stdin, hb] = await freePorts(5);
  const connection: Connection = {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell!,
    control_port: control!,
    iopub_port: iopub!,
    stdin_port: stdin!,
    hb_port: hb!,
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    kernel_name: 'cuaderno',
  };
  await writeFile(file, JSON.stringify(connection, null, 2), { mode: 0o600, flag: 'wx' });
  return connection;
}

/** The ZeroMQ address of one of the ports. */
export function addressOf(connection: Connection, port: number): string {
  const separator = connection.transport === 'ipc' ? '-' : ':';
  return `${connection.transport}://${connection.ip}${separator}${port}`;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const free = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return free;
}
