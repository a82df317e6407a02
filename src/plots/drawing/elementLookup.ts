/** Plotly looks for elements by a name or a class thousands of times a figure; for that a walk over the children takes a
 *  fraction of what jsdom's general selectors and style sheets take. */
import type { DOMWindow } from 'jsdom';
import { define } from './define.js';

/** `text`, `.line`, `g.layer.above`: what a walk finds. */
const simpleSelector = /^([a-zA-Z][\w-]*)?((?:\.[a-zA-Z_][\w-]*)*)$/;

interface Sought {
  tag: string | undefined;
  classes: readonly string[];
}

/** Puts quick ways in place of the window's own; selectors of any other form go on as they did. */
export function lookUpQuickly(window: DOMWindow): void {
  const prototype = window.Element.prototype;
  const { querySelector, querySelectorAll } = prototype;
  const known = new Map<string, Sought | undefined>();
  const soughtBy = (selector: string): Sought | undefined => {
    if (!known.has(selector)) known.set(selector, parsed(selector));
    return known.get(selector);
  };
  define(prototype, {
    querySelector(this: Element, selector: string) {
      const sought = soughtBy(selector);
      return sought === undefined ? querySelector.call(this, selector) : (firstIn(this, sought) ?? null);
    },
    querySelectorAll(this: Element, selector: string) {
      const sought = soughtBy(selector);
      if (sought === undefined) return querySelectorAll.call(this, selector);
      const found: Element[] = [];
      collect(this, sought, found);
      return found;
    },
  });
  const computed = window.getComputedStyle.bind(window);
  const ofPage = new Map<string, CSSStyleDeclaration>();
  const isDrawn = (element: Element): element is SVGElement => element instanceof window.SVGElement;
  define(window, {
    // The style sheet that Plotly brings along is about pointers and hovering; what is drawn carries its own style. Of the
    // box around it, a new one for every figure, Plotly asks time and again whether it is displayed.
    getComputedStyle(element: Element) {
      if (isDrawn(element)) return element.style;
      const look = `${element.localName}|${element.getAttribute('class')}|${element.getAttribute('style')}`;
      const style = ofPage.get(look) ?? computed(element);
      ofPage.set(look, style);
      return style;
    },
  });
}

function parsed(selector: string): Sought | undefined {
  const match = simpleSelector.exec(selector);
  if (match === null || selector === '') return undefined;
  return { tag: match[1], classes: (match[2] ?? '').split('.').slice(1) };
}

function firstIn(root: Element, sought: Sought): Element | undefined {
  for (let child = root.firstElementChild; child !== null; child = child.nextElementSibling) {
    const found = fits(child, sought) ? child : firstIn(child, sought);
    if (found !== undefined) return found;
  }
  return undefined;
}

function collect(root: Element, sought: Sought, found: Element[]): void {
  for (let child = root.firstElementChild; child !== null; child = child.nextElementSibling) {
    if (fits(child, sought)) found.push(child);
    collect(child, sought, found);
  }
}

function fits(element: Element, { tag, classes }: Sought): boolean {
  if (tag !== undefined && element.localName !== tag) return false;
  if (classes.length === 0) return true;
  const own = element.getAttribute('class');
  if (own === null) return false;
  const names = own.split(/\s+/);
  return classes.every((name) => names.includes(name));
}
