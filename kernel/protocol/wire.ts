/** Jupyter messages as ZeroMQ frames (protocol 5.4): identities, delimiter, signature, four JSON parts, buffers.
 *  The signature is checked over the raw bytes before any of them is parsed.
 *  https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

export const protocolVersion = '5.4';

const delimiter = Buffer.from('<IDS|MSG>');

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  msg_type: string;
  version: string;
}

export type Content = Record<string, unknown>;

export interface Message {
  /** ZeroMQ routing prefix (shell, control, stdin) or topic (iopub). */
  identities: Buffer[];
  header: Header;
  /** The header of the request this answers; empty for a request. */
  parentHeader: Header | Record<string, never>;
  metadata: Content;
  content: Content;
  buffers: Buffer[];
}

/** Frames that are no message of this kernel: too few, wrongly signed, or not JSON objects. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Makes the header of a new message. */
export function newHeader(messageType: string, session: string): Header {
  return {
    msg_id: randomUUID(),
    session,
    username: 'cuaderno',
    date: new Date().toISOString(),
    msg_type: messageType,
    version: protocolVersion,
  };
}

/** Message → frames, signed with `key` (an empty key means unsigned, as Jupyter defines it). */
export function encodeMessage(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [
    ...message.identities,
    delimiter,
    Buffer.from(signatureOf(parts, key)),
    ...parts,
    ...message.buffers,
  ];
}

/**
 * Frames → message.
 * @throws {WireError} if the frames are malformed or the signature is wrong; nothing of them was parsed then
 */
export function decodeMessage(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  if (start < 0) throw new WireError('a message without the <IDS|MSG> delimiter');
  const signature = frames[start + 1];
  const parts = frames.slice(start + 2, start + 6);
  if (signature === undefined || parts.length < 4) {
    throw new WireError(
      `a message of ${frames.length - start - 1} frames after the delimiter, expected 5 or more`,
    );
  }
  const expected = Buffer.from(signatureOf(parts, key));
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
    throw new WireError('a message with a wrong signature');
  }
  const [header, parentHeader, metadata, content] = parts.map(parseObject);
  if (typeof header!.msg_id !== 'string' || typeof header!.msg_type !== 'string') {
    throw new WireError('a message whose header has no msg_id or msg_type');
  }
  return {
    identities: frames.slice(0, start),
    // The two fields that the kernel relies on were just checked; the others are only echoed.
    header: header as unknown as Header,
    parentHeader: parentHeader as unknown as Header,
    metadata: metadata!,
    content: content!,
    buffers: frames.slice(start + 6),
  };
}

function signatureOf(parts: readonly Buffer[], key: string): string {
  if (key === '') return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function parseObject(part: Buffer): Content {
  let value: unknown;
  try {
    value = JSON.parse(part.toString());
  } catch {
    throw new WireError('a message part that is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError('a message part that is not a JSON object');
  }
  return value as Content;
}
