/** Markdown cells → HTML. Raw HTML is kept, as Jupyter keeps it: a notebook is its owner's own. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked, type TokenizerAndRendererExtension, type Tokens } from 'marked';
import { joinText } from '../notebook.js';
import { escapeHtml } from './escape.js';
import { highlight } from './highlight.js';
import { mathToHtml } from './math.js';

export interface MarkdownContext {
  /** The notebook's folder: pictures beside it are taken into the page. */
  folder: string;
  /** The cell's pasted pictures: name → MIME bundle. */
  attachments?: Record<string, Record<string, unknown>>;
}

const pictureTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

export function markdownToHtml(markdown: string, context: MarkdownContext): string {
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    extensions: [mathBlock, mathInline],
    renderer: {
      code({ text, lang }: Tokens.Code) {
        return `<pre class="code"><code>${highlight(text, lang?.split(/\s/)[0] ?? '')}</code></pre>\n`;
      },
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      image({ href, text }: Tokens.Image) {
        const source = pictureSource(href, context);
        const alt = escapeHtml(text);
        // A page without network references: a picture from elsewhere is a link.
        if (source === undefined) return `<a href="${escapeHtml(href)}">${alt || escapeHtml(href)}</a>`;
        return `<img src="${source}" alt="${alt}">`;
      },
    },
  });
  return marked.parse(markdown) as string;
}

/** Formulas are taken out before markdown would tear them at underscores and asterisks. */
const mathBlock: TokenizerAndRendererExtension = {
  name: 'mathBlock',
  level: 'block',
  start: (source) => /\$\$|\\begin\{/.exec(source)?.index,
  tokenizer(source) {
    const match = /^(?:\$\$([\s\S]+?)\$\$|(\\begin\{(\w+\*?)\}[\s\S]+?\\end\{\3\}))(?:\n|$)/.exec(source);
    return match
      ? { type: 'mathBlock', raw: match[0], text: (match[1] ?? match[2] ?? '').trim() }
      : undefined;
  },
  renderer: (token) => `${mathToHtml(String(token.text), true)}\n`,
};

const mathInline: TokenizerAndRendererExtension = {
  name: 'mathInline',
  level: 'inline',
  start: (source) => source.indexOf('$'),
  tokenizer(source) {
    // As in Pandoc: no space inside the dollars, no digit after them, so that prices are no formulas.
    const match = /^(\${1,2})(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\1(?!\d)/.exec(source);
    return match
      ? { type: 'mathInline', raw: match[0], text: match[2] ?? '', display: match[1] === '$$' }
      : undefined;
  },
  renderer: (token) => mathToHtml(String(token.text), token.display === true),
};

/** A heading's name in links: its words with hyphens, as Jupyter makes it. */
function anchor(text: string): string {
  return escapeHtml(text.replace(/[*_`]/g, '').trim().replace(/\s+/g, '-'));
}

function pictureSource(href: string, { folder, attachments }: MarkdownContext): string | undefined {
  if (href.startsWith('data:')) return escapeHtml(href);
  if (href.startsWith('attachment:')) {
    const name = decodeURIComponent(href.slice('attachment:'.length));
    const [type, content] = Object.entries(attachments?.[name] ?? {})[0] ?? [];
    return type === undefined ? undefined : `data:${type};base64,${joinText(content as string | string[])}`;
  }
  const type = pictureTypes[path.extname(href).toLowerCase()];
  if (type === undefined || /^[a-z][a-z0-9+.-]*:/i.test(href)) return undefined;
  const file = path.resolve(folder, decodeURI(href));
  return existsSync(file) ? `data:${type};base64,${readFileSync(file).toString('base64')}` : undefined;
}
