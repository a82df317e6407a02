/** The script of a page that has Plotly figures: Plotly itself, once, and what puts the figures in place. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export async function interactiveScript(): Promise<string> {
  const source = await readFile(createRequire(import.meta.url).resolve('plotly.js-dist-min'), 'utf8');
  return `<script>${forScriptElement(source)}</script>\n<script>${forScriptElement(starter)}</script>`;
}

/** Draws a figure when it comes into view; its picture stays for print, and if drawing fails. */
const starter = `
const draw = async (figure) => {
  const { data, layout, frames, config } = JSON.parse(figure.querySelector('script').textContent);
  const live = figure.querySelector('.live');
  try {
    await Plotly.newPlot(live, { data, layout, frames, config: { displaylogo: false, ...config } });
    figure.classList.add('drawn');
  } catch (error) {
    console.warn(error);
    live.remove();
  }
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target);
  }
}, { rootMargin: '300px' });
for (const figure of document.querySelectorAll('figure.plotly')) seen.observe(figure);
`;

function forScriptElement(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3c');
}
