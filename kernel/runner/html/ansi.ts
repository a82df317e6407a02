/** Terminal text with ANSI colors → HTML spans, with colors that are read on white. ECMA-48, "Select Graphic Rendition". */
import { escapeHtml } from './escape.js';

const basic = ['#24292f', '#b3261e', '#116329', '#7a5200', '#0550ae', '#8250df', '#0b6a75', '#57606a'];
const bright = ['#57606a', '#d1242f', '#1a7f37', '#9a6700', '#0969da', '#a475f9', '#1b7c83', '#8c959f'];

interface Look {
  color?: string;
  background?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/** Colors and weights become spans; all other control sequences are dropped. */
export function ansiToHtml(text: string): string {
  let look: Look = {};
  let html = '';
  // Hyperlinks (OSC 8) and titles end with BEL or ST; what they wrap stays.
  const visible = text.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '');
  for (const [piece] of visible.matchAll(/\x1b\[[0-9;:?]*[A-Za-z]|\x1b|[^\x1b]+/g)) {
    if (!piece.startsWith('\x1b')) html += span(escapeHtml(piece), look);
    else if (piece.endsWith('m')) look = applied(look, piece.slice(2, -1));
  }
  return html;
}

function applied(before: Look, sequence: string): Look {
  let look = { ...before };
  const codes = sequence.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) look = {};
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 3) look.italic = true;
    else if (code === 4) look.underline = true;
    else if (code === 7) look.inverse = true;
    else if (code === 22) look = { ...look, bold: false, dim: false };
    else if (code === 23) look.italic = false;
    else if (code === 24) look.underline = false;
    else if (code === 27) look.inverse = false;
    else if (code === 39) look.color = undefined;
    else if (code === 49) look.background = undefined;
    else if (code >= 30 && code <= 37) look.color = basic[code - 30];
    else if (code >= 90 && code <= 97) look.color = bright[code - 90];
    else if (code >= 40 && code <= 47) look.background = basic[code - 40];
    else if (code >= 100 && code <= 107) look.background = bright[code - 100];
    else if (code === 38 || code === 48) {
      const { color, used } = extended(codes.slice(at + 1));
      look[code === 38 ? 'color' : 'background'] = color;
      at += used;
    }
  }
  return look;
}

/** `5;n` of the 256-color table, or `2;r;g;b`. */
function extended([kind, ...rest]: readonly number[]): { color?: string; used: number } {
  if (kind === 2)
    return {
      color: `rgb(${rest
        .slice(0, 3)
        .map((part) => part || 0)
        .join(',')})`,
      used: 4,
    };
  const [index = 0] = rest;
  if (index < 8) return { color: basic[index], used: 2 };
  if (index < 16) return { color: bright[index - 8], used: 2 };
  if (index >= 232) {
    const gray = 8 + 10 * (index - 232);
    return { color: `rgb(${gray},${gray},${gray})`, used: 2 };
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level);
  return { color: `rgb(${parts.join(',')})`, used: 2 };
}

function span(html: string, look: Look): string {
  const [color, background] = look.inverse
    ? [look.background ?? '#fff', look.color ?? '#24292f']
    : [look.color, look.background];
  const style = [
    color && `color:${color}`,
    background && `background:${background}`,
    look.bold && 'font-weight:bold',
    look.dim && 'opacity:.65',
    look.italic && 'font-style:italic',
    look.underline && 'text-decoration:underline',
  ].filter((part) => typeof part === 'string' && part !== '');
  return style.length === 0 ? html : `<span style="${style.join(';')}">${html}</span>`;
}
