/** Rewrites every text of an SVG as pieces in one font each, at the places that were measured. The rasterizer's own
 *  mixing of fonts inside a text loses bold and picks wrong glyphs where one of them is missing in the first font. */
import { splitByFont } from './fonts.js';
import { fontSizeOf, inherited, lookOf, measuredWidth, numeric } from './svgStyles.js';

interface Piece {
  text: string;
  family: string;
  style: Element;
  /** From the start of the line. */
  x: number;
  /** Below the line's base line. */
  y: number;
}

/** @param root an `svg` element, changed in place */
export function flattenTexts(root: Element): void {
  for (const text of root.querySelectorAll('text')) {
    const marked = [...text.querySelectorAll('tspan.line')];
    const lines = marked.length > 0 ? marked : [text];
    text.replaceWith(...lines.flatMap((line) => flatLine(text, line)));
  }
}

function flatLine(text: Element, line: Element): Element[] {
  const pieces: Piece[] = [];
  const end = collect(line, { x: 0, y: 0 }, pieces, line);
  const anchor = inherited(line, 'text-anchor');
  const left = numeric(text, 'x') - (anchor === 'middle' ? end.x / 2 : anchor === 'end' ? end.x : 0);
  const base = numeric(text, 'y') + shiftOf(text) + (line === text ? 0 : shiftOf(line));
  const group = text.ownerDocument.createElementNS(text.namespaceURI, 'g');
  for (const name of ['transform', 'clip-path', 'opacity']) {
    const value = text.getAttribute(name);
    if (value !== null) group.setAttribute(name, value);
  }
  for (const piece of pieces) group.append(textElement(piece, left, base));
  return [group];
}

function collect(
  element: Element,
  from: { x: number; y: number },
  pieces: Piece[],
  line: Element,
): { x: number; y: number } {
  let { x, y } = from;
  if (element !== line) y += shiftOf(element);
  for (const node of element.childNodes) {
    if (node.nodeType === 1) ({ x, y } = collect(node as Element, { x, y }, pieces, line));
    else if (node.nodeType === 3) {
      for (const { font, text } of splitByFont(node.textContent ?? '', lookOf(element))) {
        pieces.push({ text, family: font.family, style: element, x, y });
        x += measuredWidth(text, element);
      }
    }
  }
  return { x, y };
}

function textElement({ text, family, style, x, y }: Piece, left: number, base: number): Element {
  const element = style.ownerDocument.createElementNS(style.namespaceURI, 'text');
  element.setAttribute('x', String(left + x));
  element.setAttribute('y', String(base + y));
  element.setAttribute('font-family', family);
  element.setAttribute('font-size', String(fontSizeOf(style)));
  for (const property of [
    'font-weight',
    'font-style',
    'fill',
    'fill-opacity',
    'opacity',
    'text-decoration',
  ]) {
    const value = inherited(style, property);
    if (value !== '') element.setAttribute(property, value);
  }
  element.setAttribute('xml:space', 'preserve');
  element.textContent = text;
  return element;
}

/** The vertical shift of an element's own `dy`, in pixels. */
function shiftOf(element: Element): number {
  const dy = element.getAttribute('dy') ?? '';
  return dy.endsWith('em') ? Number.parseFloat(dy) * fontSizeOf(element) : Number.parseFloat(dy) || 0;
}
