/** As much of ZeroMQ's wire protocol (ZMTP 3.0, mechanism NULL) as a kernel needs to be heard without the native
 *  addon: servers that take messages and answer on the connection they came on. https://rfc.zeromq.org/spec/23
 *
 *  This file is copied beside kernel.json and must run in any Node from 12 on: no imports of ours, no newer syntax. */
// biome-ignore lint/style/useNodejsImportProtocol: the protocol is unknown to the old Nodes that this has to tell of.
import { createServer, type Server, type Socket } from 'net';

export type SocketType = 'ROUTER' | 'PUB' | 'REP';

/** The other end of one connection, once it has said who it is. */
export interface Peer {
  /** What its messages are routed by; empty if it did not name itself. */
  readonly identity: Buffer;
  send(frames: readonly Buffer[]): void;
}

export interface ZmtpServer {
  readonly peers: ReadonlySet<Peer>;
  /** Lets what was sent go out, then frees the port. */
  close(): Promise<void>;
}

export interface ZmtpServerOptions {
  host: string;
  port: number;
  type: SocketType;
  onPeer?: (peer: Peer) => void;
  onMessage?: (frames: Buffer[], peer: Peer) => void;
}

const flag = { more: 1, long: 2, command: 4 } as const;
const greetingLength = 64;
const mostBytes = 16 * 1024 * 1024;

/** Listens on a port. Rejects with Node's error if the port cannot be had. */
export function listenZmtp(options: ZmtpServerOptions): Promise<ZmtpServer> {
  const peers = new Set<Peer>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const connection = new Connection(socket, options, peers);
    socket.on('data', (chunk: Buffer) => connection.take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      connection.end();
    });
    socket.write(greeting());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      resolve({ peers, close: () => closeAll(server, sockets) });
    });
  });
}

class Connection {
  private buffered = Buffer.alloc(0);
  private greeted = false;
  private frames: Buffer[] = [];
  private peer: Peer | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: ZmtpServerOptions,
    private readonly peers: Set<Peer>,
  ) {}

  take(chunk: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    if (!this.greeted) {
      if (this.buffered.length < greetingLength) return;
      const [signature, end, major] = [this.buffered[0], this.buffered[9], this.buffered[10]!];
      if (signature !== 0xff || end !== 0x7f || major < 3) {
        this.socket.destroy();
        return;
      }
      this.buffered = this.buffered.slice(greetingLength);
      this.greeted = true;
      this.socket.write(frame(flag.command, readyCommand(this.options.type)));
    }
    for (let next = this.nextFrame(); next; next = this.nextFrame()) this.takeFrame(next.flags, next.body);
  }

  end(): void {
    if (this.peer) this.peers.delete(this.peer);
  }

  private nextFrame(): { flags: number; body: Buffer } | undefined {
    const { buffered } = this;
    if (buffered.length < 2) return undefined;
    const flags = buffered[0]!;
    const long = (flags & flag.long) !== 0;
    if (long && buffered.length < 9) return undefined;
    const [start, length] = long ? [9, Number(buffered.readBigUInt64BE(1))] : [2, buffered[1]!];
    if (length > mostBytes) {
      this.socket.destroy();
      return undefined;
    }
    if (buffered.length < start + length) return undefined;
    this.buffered = buffered.slice(start + length);
    return { flags, body: buffered.slice(start, start + length) };
  }

  private takeFrame(flags: number, body: Buffer): void {
    if ((flags & flag.command) !== 0) {
      if (body.toString('latin1', 1, 6) === 'READY' && !this.peer) this.welcome(identityIn(body.slice(6)));
      return;
    }
    this.frames.push(body);
    if ((flags & flag.more) !== 0) return;
    const { frames, peer } = this;
    this.frames = [];
    if (peer && this.options.onMessage) this.options.onMessage(frames, peer);
  }

  private welcome(identity: Buffer): void {
    const { socket } = this;
    const peer: Peer = {
      identity,
      send(frames) {
        if (socket.destroyed) return;
        frames.forEach((body, index) => {
          socket.write(frame(index < frames.length - 1 ? flag.more : 0, body));
        });
      },
    };
    this.peer = peer;
    this.peers.add(peer);
    if (this.options.onPeer) this.options.onPeer(peer);
  }
}

/** Signature, version 3.0, mechanism, not a server in the sense of the mechanism, padding. */
function greeting(): Buffer {
  const bytes = Buffer.alloc(greetingLength);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.write('NULL', 12, 'latin1');
  return bytes;
}

function readyCommand(type: SocketType): Buffer {
  const [name, value] = [Buffer.from('Socket-Type'), Buffer.from(type)];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length, 0);
  return Buffer.concat([Buffer.from('\u0005READY'), Buffer.from([name.length]), name, length, value]);
}

/** @param properties name length, name, value length in four bytes, value, and so on */
function identityIn(properties: Buffer): Buffer {
  for (let at = 0; at + 1 < properties.length; ) {
    const nameEnd = at + 1 + properties[at]!;
    if (nameEnd + 4 > properties.length) break;
    const valueEnd = nameEnd + 4 + properties.readUInt32BE(nameEnd);
    const name = properties.toString('latin1', at + 1, nameEnd).toLowerCase();
    if (name === 'identity') return properties.slice(nameEnd + 4, valueEnd);
    at = valueEnd;
  }
  return Buffer.alloc(0);
}

function frame(flags: number, body: Buffer): Buffer {
  if (body.length < 256) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const head = Buffer.alloc(9);
  head[0] = flags | flag.long;
  head.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([head, body]);
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    sockets.forEach((socket) => {
      socket.end(() => socket.destroy());
    });
  });
}
