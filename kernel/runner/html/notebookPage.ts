/** A notebook as one HTML file that needs nothing else: no network, no scripts but Plotly's, and these are optional. */
import { lastHeading } from '../executeNotebook.js';
import { type Cell, joinText, type Notebook } from '../notebook.js';
import { escapeHtml } from './escape.js';
import { highlight } from './highlight.js';
import { interactiveScript } from './interactive.js';
import { markdownToHtml } from './markdown.js';
import { pageStyle } from './pageStyle.js';
import { plotlyType, renderOutput } from './renderOutput.js';

export interface PageOptions {
  /** The notebook's folder: pictures that its markdown shows are taken from there into the page. */
  folder: string;
  /** The page's title if the notebook has no heading. */
  name: string;
}

/** The page as text. */
export async function notebookPage(notebook: Notebook, options: PageOptions): Promise<string> {
  const language = codeLanguage(notebook);
  const body = notebook.cells.map((cell) => renderCell(cell, language, options.folder)).join('\n');
  const script = notebook.cells.some(hasPlotly) ? await interactiveScript() : '';
  return `<!doctype html>
<html lang="${escapeHtml(pageLanguage(notebook))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(titleOf(notebook) ?? options.name)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${body}
</main>
<footer>${escapeHtml(options.name)}.ipynb</footer>
${script}
</body>
</html>
`;
}

function renderCell(cell: Cell, language: string, folder: string): string {
  const source = joinText(cell.source);
  const context = { folder, attachments: cell.attachments };
  if (cell.cell_type === 'markdown')
    return `<section class="cell text">\n${markdownToHtml(source, context)}</section>`;
  if (cell.cell_type === 'raw') return `<section class="cell"><pre>${escapeHtml(source)}</pre></section>`;
  const count = cell.execution_count == null ? '' : `<span class="count">[${cell.execution_count}]</span>`;
  const code = source === '' ? '' : `<pre class="code"><code>${highlight(source, language)}</code></pre>`;
  const outputs = (cell.outputs ?? []).map((output) => renderOutput(output, context));
  return `<section class="cell code">${count}${code}\n${outputs.join('\n')}</section>`;
}

/** The first heading of all. */
function titleOf(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'markdown') continue;
    const first = /^#{1,6}\s.*$/m.exec(joinText(cell.source))?.[0];
    const title = first === undefined ? undefined : lastHeading(first);
    if (title !== undefined) return title;
  }
  return undefined;
}

function hasPlotly(cell: Cell): boolean {
  return (cell.outputs ?? []).some((output) => 'data' in output && plotlyType in output.data);
}

function codeLanguage({ metadata }: Notebook): string {
  const { name } = (metadata.language_info ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name.toLowerCase() : 'typescript';
}

/** The language that the text is in, where the notebook's metadata say so. */
function pageLanguage({ metadata }: Notebook): string {
  return typeof metadata.lang === 'string' ? metadata.lang : 'en';
}
