/** Bounding boxes of SVG elements, which jsdom does not compute and without which Plotly cannot place a legend,
 *  a title or a tick label. Text is measured with the shipped fonts, by the canvas. */
import { pathPoints } from './svgPaths.js';
import { fontSizeOf, inherited, measuredWidth, numeric } from './svgStyles.js';

/** A box in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Plotly's line height, in font sizes. */
const lineHeight = 1.3;
/** Where the top of a line lies above its baseline, in font sizes. */
const ascent = 1;

/** The box of an element in its own coordinates, its own transform left out, as `getBBox` has it. */
export function boxOf(element: Element): Box {
  const tag = element.tagName.toLowerCase();
  if (tag === 'text') return textBox(element);
  if (tag === 'rect' || tag === 'image') {
    return {
      x: numeric(element, 'x'),
      y: numeric(element, 'y'),
      width: numeric(element, 'width'),
      height: numeric(element, 'height'),
    };
  }
  if (tag === 'circle') {
    const r = numeric(element, 'r');
    return { x: numeric(element, 'cx') - r, y: numeric(element, 'cy') - r, width: 2 * r, height: 2 * r };
  }
  if (tag === 'path') return hull(pathPoints(element.getAttribute('d') ?? ''));
  return union([...element.children].map((child) => transformed(boxOf(child), child)));
}

/** The box of an element on the page: the transforms of the element and of all around it applied. */
export function boxOnPage(element: Element): Box {
  let box = boxOf(element);
  for (let at: Element | null = element; at !== null; at = at.parentElement) box = transformed(box, at);
  return box;
}

/** The width of the text inside an element, in pixels; of the longest line if there are several. */
export function textWidth(element: Element): number {
  return Math.max(0, ...linesOf(element).map((line) => runsWidth(line)));
}

function textBox(element: Element): Box {
  const width = textWidth(element);
  const size = fontSizeOf(element);
  const lines = linesOf(element).length;
  const anchor = inherited(element, 'text-anchor') || 'start';
  const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  return {
    x: numeric(element, 'x') - shift,
    y: numeric(element, 'y') - ascent * size,
    width,
    height: width === 0 ? 0 : lines * lineHeight * size,
  };
}

/** Plotly writes each line as a `tspan` of the class `line`; a text without them is one line. */
function linesOf(element: Element): Element[] {
  const lines = [...element.querySelectorAll('tspan.line')];
  return lines.length > 0 ? lines : [element];
}

function runsWidth(element: Element): number {
  let width = 0;
  for (const node of element.childNodes) {
    if (node.nodeType === 3) {
      width += measuredWidth(node.textContent ?? '', element);
    } else if (node.nodeType === 1) width += runsWidth(node as Element);
  }
  return width;
}

/** Applies an element's `transform` attribute: the translations, scales and rotations that Plotly writes. */
function transformed(box: Box, element: Element): Box {
  const attribute = element.getAttribute('transform');
  if (!attribute) return box;
  let corners: [number, number][] = [
    [box.x, box.y],
    [box.x + box.width, box.y],
    [box.x, box.y + box.height],
    [box.x + box.width, box.y + box.height],
  ];
  const steps = [...attribute.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)].reverse();
  for (const [, name, list] of steps) {
    const [a = 0, b, c] = (list ?? '').split(/[\s,]+/).map(Number);
    corners = corners.map(([x, y]) => {
      if (name === 'translate') return [x + a, y + (b ?? 0)];
      if (name === 'scale') return [x * a, y * (b ?? a)];
      const [cx, cy, angle] = [b ?? 0, c ?? 0, (a * Math.PI) / 180];
      const [dx, dy] = [x - cx, y - cy];
      return [
        cx + dx * Math.cos(angle) - dy * Math.sin(angle),
        cy + dx * Math.sin(angle) + dy * Math.cos(angle),
      ];
    });
  }
  return hull(corners);
}

function hull(points: readonly (readonly [number, number])[]): Box {
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function union(boxes: readonly Box[]): Box {
  return hull(
    boxes
      .filter((box) => box.width > 0 || box.height > 0)
      .flatMap((box) => [[box.x, box.y] as const, [box.x + box.width, box.y + box.height] as const]),
  );
}
