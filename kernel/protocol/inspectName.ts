/** What stands at the cursor: what TypeScript knows of it, and what it is right now. */
import type { LazyLanguage } from './lazyLanguage.js';
import type { RuntimeValues } from './runtimeValues.js';

type Bundle = Record<string, string>;

/** @returns plain text and Markdown; undefined if nothing is known */
export async function inspectName(
  lazyLanguage: LazyLanguage,
  values: RuntimeValues,
  code: string,
  cursor: number,
): Promise<Bundle | undefined> {
  const language = await lazyLanguage.get();
  const data = language.inspect(code, cursor);
  const expression = data && language.valueAt(code, cursor);
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
