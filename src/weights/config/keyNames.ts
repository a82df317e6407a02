/** Keras writes its arguments in snake_case, we and tfjs in camelCase. */

/** Where the rule alone does not find back: Keras puts a line before some digits. */
const exceptions: Record<string, string> = {
  beta1: 'beta_1',
  beta2: 'beta_2',
  adamBeta1: 'adam_beta_1',
  adamBeta2: 'adam_beta_2',
};
const exceptionsBack = new Map(Object.entries(exceptions).map(([camel, snake]) => [snake, camel]));

/** `kernelSize` → `kernel_size`. */
export function snakeCase(name: string): string {
  return exceptions[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `kernel_size` → `kernelSize`. */
export function camelCase(name: string): string {
  return (
    exceptionsBack.get(name) ??
    name.replace(/(?<=.)_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  );
}

/** Keras's name in files for a class: `Conv2DTranspose` → `conv2d_transpose`, `ReLU` → `re_lu`. */
export function fileName(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
