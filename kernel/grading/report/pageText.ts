import { escapeHtml } from '../../../src/display/escapeHtml.js';

/** Whatever a student wrote as text of a page: without colors of the terminal and characters that are none. */
export function pageText(text: string): string {
  const plain = text
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd');
  return escapeHtml(plain);
}
