/** sharp, loaded when it is first needed: many folders hold nothing that the engine's own decoder does not read. */
import type sharp from 'sharp';

let loading: Promise<typeof sharp> | undefined;

/** The package, told to use one thread an image: images are what runs side by side. */
export function lazySharp(): Promise<typeof sharp> {
  loading ??= import('sharp').then(({ default: loaded }) => {
    loaded.concurrency(1);
    loaded.cache(false);
    return loaded;
  });
  return loading;
}
