import { DataError } from '../src/errors.js';

/** A data set that is neither in the cache nor to be had from the network: the caller may go on with another one. */
export class DataUnavailableError extends DataError {
  readonly code = 'DATA_UNAVAILABLE';
}
