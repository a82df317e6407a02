/** Tells the reader of a notebook why the kernel is gone: `node deathNotice.js RECORD CONNECTION_FILE`, what nobody has
 *  read of its last words on standard input. Started by what outlives the kernel (session/descriptors.ts).
 *
 *  Jupyter's own sockets reconnect to the ports as soon as somebody listens there again, for a moment; then the ports
 *  are free for the kernel that Jupyter starts in place of the dead one (sockets.ts waits for them). */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readConnection, SignedMessages } from '../kernelspec/signedMessages.js';
import { listenZmtp, type Peer } from '../kernelspec/zmtp.js';
import { causeOfDeath } from './causeOfDeath.js';
import { type RunningCellRecord, readRunningRecord } from './runningRecord.js';

const patienceMs = 2500;
const pollMs = 20;
/** What a client that has just connected needs until its subscription stands. */
const settleMs = 100;

async function main(recordFile: string, connectionFile: string): Promise<void> {
  const record = readRunningRecord(recordFile);
  if (!record || !existsSync(connectionFile)) return;
  const lastWords = record.lastWords + readFileSync(0, 'utf8');
  await tell(record.cell, connectionFile, causeOfDeath(lastWords));
}

async function tell(record: RunningCellRecord, connectionFile: string, lines: string[]): Promise<void> {
  const connection = readConnection(connectionFile);
  const messages = new SignedMessages(connection.key);
  const identities = record.identities.map((identity) => Buffer.from(identity, 'base64'));
  const [evalue] = lines;
  const error = { ename: 'KernelDied', evalue, traceback: [`KernelDied: ${evalue}`, ...lines.slice(1)] };
  const port = record.channel === 'control' ? connection.control_port : connection.shell_port;
  const host = connection.ip;
  const iopub = await listenZmtp({ host, port: connection.iopub_port, type: 'PUB' });
  const requests = await listenZmtp({ host, port, type: 'ROUTER' });
  const asker = () => [...requests.peers].find(({ identity }) => isAsker(identity, identities));
  const until = Date.now() + patienceMs;
  while (iopub.peers.size === 0 || !asker()) {
    // A client that has gone takes its connection file with it.
    if (Date.now() > until || !existsSync(connectionFile)) break;
    await delay(pollMs);
  }
  await delay(settleMs);
  const broadcast = (type: string, content: object) => {
    const frames = messages.write(type, content, record.header, [Buffer.from(`kernel.${type}`)]);
    for (const peer of iopub.peers) peer.send(frames);
  };
  broadcast('error', error);
  asker()?.send(
    messages.write(
      'execute_reply',
      { ...error, status: 'error', execution_count: record.executionCount },
      record.header,
      [],
    ),
  );
  broadcast('status', { execution_state: 'idle' });
  await Promise.all([iopub.close(), requests.close()]);
}

/** Clients that name themselves keep their name; for the others ZeroMQ makes one up, which is forgotten. */
function isAsker(identity: Peer['identity'], identities: readonly Buffer[]): boolean {
  return identities[0] !== undefined && identity.equals(identities[0]);
}

const [recordFile, connectionFile] = process.argv.slice(2);
if (recordFile !== undefined && connectionFile !== undefined) await main(recordFile, connectionFile);
