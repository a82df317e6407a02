/** What runs where the kernel cannot: it answers every cell with the reason and the remedy, so that they are read in
 *  the notebook and not in a terminal that nobody looks at.
 *
 *  This file is copied beside kernel.json and must run in any Node from 12 on: no newer syntax. */
import { type Request, readConnection, SignedMessages } from './signedMessages.js';
import { listenZmtp, type Peer, type ZmtpServer } from './zmtp.js';

export interface Explanation {
  /** One line. */
  problem: string;
  /** What to do, and what is known besides. */
  lines: readonly string[];
}

const errorName = 'KernelInstallationError';
const parentGoneMs = 1000;

/** Serves the client that wrote the connection file until it asks for the end; then the process ends. */
export async function explainInNotebook(connectionFile: string, explanation: Explanation): Promise<void> {
  const connection = readConnection(connectionFile);
  const messages = new SignedMessages(connection.key);
  const servers: ZmtpServer[] = [];
  const listen = (port: number, type: 'ROUTER' | 'PUB' | 'REP', onMessage?: Answer) =>
    listenZmtp({ host: connection.ip, port, type, ...(onMessage ? { onMessage } : {}) }).then((server) => {
      servers.push(server);
      return server;
    });
  const iopub = await listen(connection.iopub_port, 'PUB');
  const publish = (type: string, content: object, parent: object) => {
    const frames = messages.write(type, content, parent, [Buffer.from(`kernel.${type}`)]);
    iopub.peers.forEach((peer) => {
      peer.send(frames);
    });
  };
  let executions = 0;
  const onRequest: Answer = (frames, peer) => {
    const request = messages.read(frames);
    if (!request || !/_request$/.test(request.header.msg_type)) return;
    const { header, identities } = request;
    publish('status', { execution_state: 'busy' }, header);
    if (header.msg_type === 'execute_request') {
      executions += 1;
      const { code } = request.content;
      publish('execute_input', { code, execution_count: executions }, header);
      publish('error', errorContent(explanation), header);
    }
    const content = replyTo(request, explanation, executions);
    const type = header.msg_type.replace(/_request$/, '_reply');
    peer.send(messages.write(type, content, header, identities));
    publish('status', { execution_state: 'idle' }, header);
    if (header.msg_type === 'shutdown_request') void leave(servers);
  };
  await listen(connection.shell_port, 'ROUTER', onRequest);
  await listen(connection.control_port, 'ROUTER', onRequest);
  await listen(connection.stdin_port, 'ROUTER');
  await listen(connection.hb_port, 'REP', (frames, peer) => peer.send(frames));
  endWithParent();
}

type Answer = (frames: Buffer[], peer: Peer) => void;

function replyTo({ header, content }: Request, explanation: Explanation, executions: number): object {
  switch (header.msg_type) {
    case 'kernel_info_request':
      return kernelInfo(explanation);
    case 'execute_request':
      return { ...errorContent(explanation), status: 'error', execution_count: executions };
    case 'is_complete_request':
      return { status: 'unknown' };
    case 'complete_request':
      return {
        status: 'ok',
        matches: [],
        metadata: {},
        cursor_start: content.cursor_pos,
        cursor_end: content.cursor_pos,
      };
    case 'inspect_request':
      return { status: 'ok', found: false, data: {}, metadata: {} };
    case 'history_request':
      return { status: 'ok', history: [] };
    case 'comm_info_request':
      return { status: 'ok', comms: {} };
    case 'interrupt_request':
      return { status: 'ok' };
    case 'shutdown_request':
      return { status: 'ok', restart: content.restart === true };
    default:
      return { status: 'error', ename: 'NotImplemented', evalue: header.msg_type, traceback: [] };
  }
}

function kernelInfo({ problem, lines }: Explanation): object {
  return {
    status: 'ok',
    protocol_version: '5.4',
    implementation: 'cuaderno',
    implementation_version: '0',
    language_info: {
      name: 'typescript',
      version: '',
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
    },
    banner: [problem, ...lines].join('\n'),
    help_links: [],
  };
}

function errorContent({ problem, lines }: Explanation): object {
  return { ename: errorName, evalue: problem, traceback: [`${errorName}: ${problem}`, ...lines] };
}

async function leave(servers: readonly ZmtpServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
  process.exit(0);
}

/** A client that died without a word leaves this process to init; nobody could ever stop it. */
function endWithParent(): void {
  if (!process.env.JPY_PARENT_PID) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, parentGoneMs);
}
