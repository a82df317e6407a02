/** How an SVG element looks: styles as they are inherited, and the width of text in them, by the shipped fonts. */
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { shippedFonts, splitByFont } from './fonts.js';

const defaultFontSizePx = 12;

for (const font of shippedFonts) GlobalFonts.registerFromPath(font.file, font.face);
const measuring = createCanvas(1, 1).getContext('2d');

/** The width in pixels of a text in an element's font. */
export function measuredWidth(text: string, element: Element): number {
  const size = fontSizeOf(element);
  return splitByFont(text, lookOf(element)).reduce((width, { font, text: piece }) => {
    measuring.font = `${size}px "${font.face}"`;
    return width + measuring.measureText(piece).width;
  }, 0);
}

/** Whether an element's text is bold or italic. */
export function lookOf(element: Element): { bold: boolean; italic: boolean } {
  const weight = inherited(element, 'font-weight');
  const isBold = weight === 'bold' || Number(weight) >= 600;
  return { bold: isBold, italic: inherited(element, 'font-style') === 'italic' };
}

/** In pixels. */
export function fontSizeOf(element: Element | null): number {
  for (let at = element; at !== null; at = at.parentElement) {
    const size = styleOf(at, 'font-size');
    if (size.endsWith('%')) return (Number.parseFloat(size) / 100) * fontSizeOf(at.parentElement);
    if (size !== '') return Number.parseFloat(size);
  }
  return defaultFontSizePx;
}

/** A style property or attribute of the element or the nearest one around it that has it; else ''. */
export function inherited(element: Element, property: string): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const value = styleOf(at, property);
    if (value !== '') return value;
  }
  return '';
}

function styleOf(element: Element, property: string): string {
  return declared(element, property) || element.getAttribute(property) || '';
}

/** What the `style` attribute says; the text itself where the element has no style object. */
function declared(element: Element, property: string): string {
  // A style object is there for elements of SVG alone.
  const style = (element as SVGElement).style as CSSStyleDeclaration | undefined;
  if (style !== undefined) return style.getPropertyValue(property);
  const text = element.getAttribute('style');
  if (text === null || !text.includes(property)) return '';
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':');
    if (declaration.slice(0, colon).trim() === property) return declaration.slice(colon + 1).trim();
  }
  return '';
}

/** A numeric attribute; 0 if it is not there. */
export function numeric(element: Element, attribute: string): number {
  return Number.parseFloat(element.getAttribute(attribute) ?? '') || 0;
}
