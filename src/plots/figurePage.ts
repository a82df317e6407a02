/** A figure as one HTML file that needs no network: Plotly, the figure, and its picture for print. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { MimeBundle } from '../display/displayHost.js';
import { escapeHtml } from '../display/escapeHtml.js';
import { locale } from '../display/locale.js';
import { type Drawable, drawPng } from './drawing/draw.js';

interface PagedFigure extends Drawable {
  text: string;
  plotlyBundle(): MimeBundle;
}

/** @throws {Error} if the figure cannot be drawn */
export async function figurePage(figure: PagedFigure): Promise<string> {
  const source = createRequire(import.meta.url).resolve('plotly.js-dist-min');
  const [plotly, png] = await Promise.all([readFile(source, 'utf8'), drawPng(figure, 2)]);
  const [interactive] = Object.values(figure.plotlyBundle());
  const alt = escapeHtml(figure.text);
  const picture = Buffer.from(png).toString('base64');
  return `<!doctype html>
<html lang="${locale()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${alt}</title>
<style>
  body { margin: 1rem auto; max-width: 1000px; background: white; }
  #live { overflow-x: auto; }
  img { max-width: 100%; height: auto; }
  .drawn img { display: none; }
  @media print { .drawn img { display: block; } #live { display: none; } }
</style>
</head>
<body>
<div id="live" role="img" aria-label="${alt}"></div>
<img src="data:image/png;base64,${picture}" width="${figure.width}" height="${figure.height}" alt="${alt}">
<script>${plotly.replace(/<(?=\/script|!--)/gi, '\\x3c')}</script>
<script>
const figure = ${JSON.stringify(interactive).replaceAll('<', '\\u003c')};
figure.config = { responsive: figure.layout.autosize, ...figure.config };
Plotly.newPlot('live', figure).then(() => document.body.classList.add('drawn'));
</script>
</body>
</html>
`;
}
