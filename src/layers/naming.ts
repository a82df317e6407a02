/** Keras's automatic names: `conv2d`, `conv2d_1`, `conv2d_2`, … counted by kind, in the order of making. */

const counts = new Map<string, number>();

/** The next free name for a kind of layer or model, such as `max_pooling2d`. */
export function uniqueName(kind: string): string {
  const count = counts.get(kind) ?? 0;
  counts.set(kind, count + 1);
  return count === 0 ? kind : `${kind}_${count}`;
}

/**
 * Forgets all names, so that the next model starts at `conv2d` again. Mirrors keras.utils.clear_session.
 * @example clearSession();
 */
export function clearSession(): void {
  counts.clear();
}

/** The kind that Keras counts a class under: `MaxPooling2D` → `max_pooling2d`, `ReLU` → `re_lu`. */
export function kindOf(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The function that makes a class, as messages name it: `Conv2D` → `conv2D`, `ELU` → `elu`, `RMSNormalization` →
 *  `rmsNormalization`. */
export function factoryName(className: string): string {
  if (className === 'PReLU') return 'prelu';
  return className.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (letters) => letters.toLowerCase());
}
