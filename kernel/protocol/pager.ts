/** `model.fit?`: a cell that only asks what something is, answered by a page beside the reply. */
import type { Content } from './wire.js';

const question = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\?\s*$/u;

export function isQuestion(code: string): boolean {
  return question.test(code);
}

/** The `payload` of an execute_reply. */
export async function pageAbout(
  code: string,
  inspect: (code: string, cursor: number) => Promise<Record<string, string> | undefined>,
): Promise<Content[]> {
  const [, name] = question.exec(code) ?? [];
  if (!name) return [];
  const data = (await inspect(name, name.length)) ?? { 'text/plain': `Nothing is known of ${name}.` };
  return [{ source: 'page', data, start: 0 }];
}
