/** Outputs of a cell → HTML. */
import type { DisplayOutput, MultilineText, Output } from '../notebook.js';
import { joinText } from '../notebook.js';
import { ansiToHtml } from './ansi.js';
import { escapeHtml } from './escape.js';
import { type MarkdownContext, markdownToHtml } from './markdown.js';
import { mathToHtml } from './math.js';

export const plotlyType = 'application/vnd.plotly.v1+json';

/** Formats that a page shows, best first. */
const ranked = [
  'text/html',
  'text/markdown',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'text/latex',
  'application/json',
  'text/plain',
];

export function renderOutput(output: Output, context: MarkdownContext): string {
  switch (output.output_type) {
    case 'stream':
      return `<pre class="output ${output.name === 'stderr' ? 'stderr' : 'stdout'}">${ansiToHtml(joinText(output.text))}</pre>`;
    case 'error':
      return `<pre class="output error">${ansiToHtml(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`)}</pre>`;
    case 'display_data':
    case 'execute_result':
      return renderBundle(output, context);
    default:
      return '';
  }
}

/** A Plotly figure is its picture, and an interactive figure where scripts run; without a picture, its text. */
function renderBundle(output: DisplayOutput, context: MarkdownContext): string {
  const { data } = output;
  const figure = data[plotlyType];
  if (figure === undefined) {
    const type = ranked.find((candidate) => candidate in data);
    return type === undefined ? '' : `<div class="output">${renderType(type, output, context)}</div>`;
  }
  const still = 'image/png' in data ? 'image/png' : 'image/svg+xml' in data ? 'image/svg+xml' : 'text/plain';
  // The characters that would end a script element are written as JavaScript escapes.
  const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
  return (
    `<figure class="output plotly"><div class="still">${still in data ? renderType(still, output, context) : ''}</div>` +
    `<div class="live"></div><script type="application/json">${json}</script></figure>`
  );
}

function renderType(type: string, { data, metadata }: DisplayOutput, context: MarkdownContext): string {
  const content = data[type];
  const text = joinText(content as MultilineText);
  if (type === 'text/html') return text;
  if (type === 'text/markdown') return markdownToHtml(text, context);
  if (type === 'text/latex') return mathToHtml(text.trim().replace(/^\$+|\$+$/g, ''), true);
  if (type === 'image/svg+xml') return text.replace(/^[\s\S]*?(?=<svg)/, '');
  if (type === 'application/json') return `<pre>${escapeHtml(JSON.stringify(content, null, 2))}</pre>`;
  if (!type.startsWith('image/')) return `<pre>${ansiToHtml(text)}</pre>`;
  const alt = escapeHtml(joinText(data['text/plain'] as MultilineText | undefined));
  return `<img src="data:${type};base64,${text.replace(/\s/g, '')}"${imageSize(type, text, metadata)} alt="${alt}">`;
}

/** The size that the output's metadata ask for; a Plotly PNG without them has twice the pixels of its figure. */
function imageSize(type: string, base64: string, metadata: Record<string, unknown>): string {
  const { width, height } = (metadata[type] ?? {}) as { width?: unknown; height?: unknown };
  if (typeof width === 'number') {
    return ` width="${width}"${typeof height === 'number' ? ` height="${height}"` : ''}`;
  }
  if (type !== 'image/png') return '';
  // A PNG's width stands in its header; pictures wider than the page are made for dense screens.
  const pixels = Buffer.from(base64.slice(0, 64), 'base64').readUInt32BE(16);
  return pixels > 1000 ? ` width="${Math.round(pixels / 2)}"` : '';
}
