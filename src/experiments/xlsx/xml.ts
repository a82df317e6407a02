/** XML by its places: the parts of a workbook are read and changed as text, so that whatever is not changed stays to the
 *  byte. Office's files have no document types, so that these few kinds of markup are all there are. */

export interface XmlTag {
  kind: 'open' | 'close';
  name: string;
  /** Where its < and its > stand: the tag is xml.slice(start, end). */
  start: number;
  end: number;
  isEmpty: boolean;
}

export interface XmlText {
  kind: 'text';
  start: number;
  end: number;
  text: string;
}

/**
 * Tags and texts between two places, in order; comments and processing instructions are passed over.
 * @throws {SyntaxError} where markup does not end
 */
export function* xmlTokens(xml: string, from = 0, until = xml.length): Generator<XmlTag | XmlText> {
  let at = from;
  while (at < until) {
    const open = xml.indexOf('<', at);
    const textEnd = open < 0 || open > until ? until : open;
    if (textEnd > at)
      yield { kind: 'text', start: at, end: textEnd, text: unescapeXml(xml.slice(at, textEnd)) };
    if (textEnd === until) return;
    at = open;
    if (xml.startsWith('<!--', at)) at = after(xml, '-->', at);
    else if (xml.startsWith('<![CDATA[', at)) {
      const end = after(xml, ']]>', at);
      yield { kind: 'text', start: at, end, text: xml.slice(at + 9, end - 3) };
      at = end;
    } else if (xml[at + 1] === '?' || xml[at + 1] === '!') at = after(xml, '>', at);
    else {
      const end = tagEnd(xml, at);
      const isClose = xml[at + 1] === '/';
      const nameStart = at + (isClose ? 2 : 1);
      let nameEnd = nameStart;
      while (nameEnd < end && !/[\s/>]/.test(xml[nameEnd]!)) nameEnd++;
      const name = xml.slice(nameStart, nameEnd);
      yield { kind: isClose ? 'close' : 'open', name, start: at, end, isEmpty: xml[end - 2] === '/' };
      at = end;
    }
  }
}

/** An attribute of an opening tag. */
export function attributeOf(xml: string, tag: XmlTag, name: string): string | undefined {
  const text = xml.slice(tag.start + 1 + tag.name.length, tag.end);
  const at = text.indexOf(` ${name}="`);
  if (at < 0) return text.includes("'") || text.includes(name) ? attributes(text).get(name) : undefined;
  const start = at + name.length + 3;
  return unescapeXml(text.slice(start, text.indexOf('"', start)));
}

/** All attributes of an opening tag. */
export function attributesOf(xml: string, tag: XmlTag): Map<string, string> {
  return attributes(xml.slice(tag.start + 1 + tag.name.length, tag.end));
}

/** The first element of a name: its opening tag, and where its content and the whole end. */
export function elementNamed(
  xml: string,
  name: string,
  from = 0,
): { tag: XmlTag; contentEnd: number; end: number } | undefined {
  let tag: XmlTag | undefined;
  let depth = 0;
  for (const token of xmlTokens(xml, from)) {
    if (token.kind === 'text' || token.name !== name) continue;
    if (token.kind === 'open') {
      tag ??= token;
      if (token.isEmpty && depth === 0) return { tag, contentEnd: token.end, end: token.end };
      if (!token.isEmpty) depth += 1;
    } else if (--depth === 0) return { tag: tag!, contentEnd: token.start, end: token.end };
  }
  return undefined;
}

/** Text as it stands in XML, also in an attribute; what XML cannot hold at all is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function attributes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single] of text.matchAll(/([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    found.set(name!, unescapeXml(double ?? single ?? ''));
  }
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** A > inside quotation marks does not end a tag. */
function tagEnd(xml: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < xml.length; at++) {
    const character = xml[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  throw new SyntaxError(`a tag that begins at character ${start} does not end`);
}

function after(xml: string, ending: string, from: number): number {
  const at = xml.indexOf(ending, from);
  if (at < 0) throw new SyntaxError(`markup that begins at character ${from} does not end`);
  return at + ending.length;
}
