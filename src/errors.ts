/** The errors that cuaderno throws on purpose: each says what was expected, what came, and what to do. */

/** Wrong use of a function: the caller can mend it. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** A file, a folder or a download is missing, broken or not what it should be. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** No TensorFlow engine could be set up, or it lacks what was asked of it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
