/** Keras's names as ours: `beta_1` is beta1, `global_clipnorm` globalClipnorm. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Arguments of a reference case under our names, without those that say what the case is about. */
export function ourArguments(
  args: Record<string, unknown>,
  ...without: readonly string[]
): Record<string, unknown> {
  const entries = Object.entries(args).filter(([name]) => !without.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [camelCase(name), value]));
}
