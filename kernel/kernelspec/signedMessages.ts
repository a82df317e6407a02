/** Jupyter messages for those who cannot rely on the rest of cuaderno: signed frames in, signed frames out.
 *
 *  This file is copied beside kernel.json and must run in any Node from 12 on: no imports of ours, no newer syntax.
 *  The kernel itself uses protocol/wire.ts. */
// biome-ignore-start lint/style/useNodejsImportProtocol: the protocol is unknown to the old Nodes that this has to tell of.
import { createHmac, randomBytes, timingSafeEqual } from 'crypto';
import { readFileSync } from 'fs';
// biome-ignore-end lint/style/useNodejsImportProtocol: as above

export interface ConnectionFile {
  transport: string;
  ip: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  key: string;
}

export interface Request {
  /** What stood before the delimiter. */
  identities: Buffer[];
  header: { msg_type: string; msg_id: string };
  content: Record<string, unknown>;
}

const delimiter = Buffer.from('<IDS|MSG>');

export function readConnection(file: string): ConnectionFile {
  return JSON.parse(readFileSync(file, 'utf8')) as ConnectionFile;
}

export class SignedMessages {
  private readonly session = randomBytes(16).toString('hex');

  constructor(private readonly key: string) {}

  /** Undefined for anything that is not rightly signed; nothing of it was parsed then. */
  read(frames: readonly Buffer[]): Request | undefined {
    const start = frames.findIndex((frame) => frame.equals(delimiter));
    const parts = frames.slice(start + 2, start + 6);
    const signature = frames[start + 1];
    if (start < 0 || !signature || parts.length < 4) return undefined;
    const expected = Buffer.from(this.signature(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
    try {
      const header = JSON.parse(String(parts[0])) as Request['header'];
      const content = JSON.parse(String(parts[3])) as Request['content'];
      return { identities: frames.slice(0, start), header, content };
    } catch {
      return undefined;
    }
  }

  /** @param before the identities of a reply, the topic of a broadcast */
  write(type: string, content: object, parent: object, before: readonly Buffer[]): Buffer[] {
    const header = {
      msg_id: randomBytes(16).toString('hex'),
      session: this.session,
      username: 'cuaderno',
      date: new Date().toISOString(),
      msg_type: type,
      version: '5.4',
    };
    const parts = [header, parent, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    return [...before, delimiter, Buffer.from(this.signature(parts)), ...parts];
  }

  private signature(parts: readonly Buffer[]): string {
    if (!this.key) return '';
    const hash = createHmac('sha256', this.key);
    parts.forEach((part) => {
      hash.update(part);
    });
    return hash.digest('hex');
  }
}
