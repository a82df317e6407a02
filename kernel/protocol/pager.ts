/** `model.fit?`: a cell that only asks what something is, answered by a page beside the reply. */
import type { Content } from './wire.js';

const question = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\?\s*$/u;

export function isQuestion(code: string): boolean {
  return question.test(code);
}

/** The `payload` of an execute_reply. What keeps the answer from coming is said on the page: the reply has to go. */
export async function pageAbout(
  code: string,
  inspect: (code: string, cursor: number) => Promise<Record<string, string> | undefined>,
): Promise<Content[]> {
  const [, name] = question.exec(code) ?? [];
  if (!name) return [];
  const found = await inspect(name, name.length).catch((error: Error) => ({ 'text/plain': error.message }));
  const data = found ?? { 'text/plain': `Nothing is known of ${name}.` };
  return [{ source: 'page', data, start: 0 }];
}
