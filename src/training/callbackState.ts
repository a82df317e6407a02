/** Numbers in rows, outside the engine. */
export interface StateArray {
  shape: readonly number[];
  data: Float32Array;
}

/** What a callback has to remember so that a training that was killed goes on as if nothing had happened. */
export interface CallbackState {
  /** Single values; those that are undefined are left out. */
  values: Readonly<Record<string, number | string | boolean | readonly string[] | undefined>>;
  /** Larger things, such as the best weights. */
  arrays?: readonly StateArray[];
}
