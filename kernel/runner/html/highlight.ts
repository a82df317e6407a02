/** Code → HTML with its words marked. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeHtml } from './escape.js';

hljs.registerLanguage('typescript', typescript);
hljs.registerAliases(['ts', 'js', 'javascript', 'tsx', 'jsx'], { languageName: 'typescript' });
hljs.registerLanguage('json', json);
hljs.registerLanguage('python', python);
hljs.registerLanguage('bash', bash);
hljs.registerAliases(['sh', 'shell', 'console'], { languageName: 'bash' });

/** Marked up for the classes of highlight.js; as plain text if the language is not known here. */
export function highlight(code: string, language: string): string {
  if (!hljs.getLanguage(language)) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
