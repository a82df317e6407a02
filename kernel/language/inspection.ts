/** What stands at the cursor: signature, type, documentation. */
import ts = require('typescript');

import { offsetOfCodePoint } from './codePoints.js';
import { importOf, libraryExports } from './libraryExports.js';

/** What TypeScript says of a name that it does not know. */
const unresolved = 'any';

export function inspectAt(
  service: ts.LanguageService,
  file: string,
  source: string,
  cursor: number,
): Record<string, string> | undefined {
  const offset = offsetOfCodePoint(source, cursor);
  for (const at of candidates(source, offset)) {
    const info = service.getQuickInfoAtPosition(file, at);
    if (!info) continue;
    const signature = ts.displayPartsToString(info.displayParts);
    if (signature === unresolved) continue;
    const documentation = ts.displayPartsToString(info.documentation);
    const tags = (info.tags ?? []).map(({ name, text }) =>
      `@${name} ${ts.displayPartsToString(text)}`.trim(),
    );
    const plain = [signature, documentation, ...tags].filter((part) => part !== '');
    const markdown = [
      `\`\`\`typescript\n${signature}\n\`\`\``,
      documentation,
      ...tags.map((tag) => tag.replace(/^@(\S+)/, '*@$1*')),
    ].filter((part) => part !== '');
    return { 'text/plain': plain.join('\n\n'), 'text/markdown': markdown.join('\n\n') };
  }
  return notImported(source, offset);
}

/** A name of the library that nobody has imported: how to. */
function notImported(source: string, offset: number): Record<string, string> | undefined {
  const name =
    (/[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))?.[0] ?? '') +
    (/^[\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0] ?? '');
  if (!libraryExports().has(name)) return undefined;
  const how = importOf(name);
  return {
    'text/plain': `${name} is part of cuaderno. Import it first:\n\n${how}`,
    'text/markdown': `\`${name}\` is part of cuaderno. Import it first:\n\n\`\`\`typescript\n${how}\n\`\`\``,
  };
}

/** The cursor's own place, the name it has just passed, and the function whose arguments it is in. */
function candidates(source: string, offset: number): number[] {
  const places = [offset, offset - 1];
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const character = source[at]!;
    if (character === ')') depth++;
    if (character === '(' && depth-- === 0) {
      places.push(source.slice(0, at).trimEnd().length - 1);
      break;
    }
  }
  return places.filter((at) => at >= 0);
}
