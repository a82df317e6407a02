/** Warnings: one line on standard error, which a notebook shows under the cell. */

/** What was said already, about each object. */
const said = new WeakMap<object, Set<string>>();

/**
 * Says something once for each object it is about: a model, a callback.
 * @example warn(model, 'The images run from 0 to 255, where 0 to 1 is usual.')
 */
export function warn(about: object, text: string): void {
  tell(about, `Warning: ${text}`);
}

/** The same for what is no warning. */
export function tell(about: object, text: string): void {
  const texts = said.get(about) ?? new Set<string>();
  said.set(about, texts);
  if (texts.has(text)) return;
  texts.add(text);
  process.stderr.write(`${text}\n`);
}
