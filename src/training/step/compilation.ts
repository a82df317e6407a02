/** Whether steps become graphs. */
import type { CompiledFunctionOptions } from '../../engine/compile/index.js';

/** `never`, as soon as possible, or where it pays. */
export type Compilation = 'never' | CompiledFunctionOptions['when'];

/** What the environment variable CUADERNO_COMPILE asks for where the code leaves it open: `never` or `soon`. */
export function usualCompilation(): Compilation {
  const wish = process.env.CUADERNO_COMPILE;
  return wish === 'never' || wish === 'soon' ? wish : 'whenItPays';
}

/** From the argument `compile` of `fit`. */
export function compilationFrom(compile: boolean | undefined): Compilation {
  if (compile === undefined) return usualCompilation();
  return compile ? 'soon' : 'never';
}
