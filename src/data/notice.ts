import { displayHost } from '../display/displayHost.js';

/** Tells the user something that must not be overlooked: bold in a notebook, a line on standard error elsewhere. */
export function notice(text: string): void {
  const host = displayHost();
  if (host) host.display({ 'text/markdown': `**${text}**`, 'text/plain': text });
  else process.stderr.write(`${text}\n`);
}
