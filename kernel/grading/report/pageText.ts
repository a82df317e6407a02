import { escapeHtml } from '../../../src/display/escapeHtml.js';

/** Whatever a student wrote as text of a page. */
export function pageText(text: string): string {
  return escapeHtml(plainText(text));
}

/** Without colors of the terminal and characters that are none; not escaped. */
export function plainText(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd');
}
