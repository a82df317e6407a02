/** TeX → MathML, which browsers set by themselves: no fonts and no scripts in the page. */
import temml from 'temml';
import { escapeHtml } from './escape.js';

/** The formula; its source, readable, if it is not TeX that is known here. */
export function mathToHtml(tex: string, display: boolean): string {
  try {
    const math = temml.renderToString(tex, { displayMode: display, throwOnError: true });
    return display ? `<div class="math">${math}</div>` : math;
  } catch {
    const source = escapeHtml(tex);
    return display
      ? `<div class="math source">${source}</div>`
      : `<span class="math source">${source}</span>`;
  }
}
