/** What stands at the cursor: what TypeScript knows of it, and what it is right now. */
import type { LanguageThread } from '../language/languageThread.js';
import type { RuntimeValues } from './runtimeValues.js';

type Bundle = Record<string, string>;

/** @returns plain text and Markdown; undefined if nothing is known */
export async function inspectName(
  language: LanguageThread,
  values: RuntimeValues,
  code: string,
  cursor: number,
): Promise<Bundle | undefined> {
  const { data, expression } = (await language.inspect(code, cursor)) ?? {};
  const value = expression === undefined ? undefined : await values.describe(expression);
  return data && value !== undefined ? withValue(data, value) : data;
}

function withValue(data: Bundle, value: string): Bundle {
  const fence = '`'.repeat(Math.max(3, ...[...value.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return {
    'text/plain': `${data['text/plain']}\n\nNow: ${value}`,
    'text/markdown': `${data['text/markdown']}\n\n*Now*\n${fence}text\n${value}\n${fence}`,
  };
}
