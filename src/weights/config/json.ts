/** JSON from a file: nothing about it is known until it was looked at. */
import { DataError } from '../../errors.js';

export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {DataError} unless the text is a JSON object */
export function parseJsonObject(text: string, label: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new DataError(`${label} is truncated or damaged: it holds no JSON (${(error as Error).message}).`, {
      cause: error,
    });
  }
  if (isJsonObject(value)) return value;
  throw new DataError(`${label} is not what it should be: a JSON object was expected.`);
}

/** @throws {DataError} unless there is an object under the key */
export function objectAt(object: JsonObject, key: string, label: string): JsonObject {
  const value = object[key];
  if (isJsonObject(value)) return value;
  throw new DataError(`${label}: an object was expected as “${key}”; found ${shown(value)}.`);
}

/** @throws {DataError} unless there is a text under the key */
export function textAt(object: JsonObject, key: string, label: string): string {
  const value = object[key];
  if (typeof value === 'string') return value;
  throw new DataError(`${label}: a text was expected as “${key}”; found ${shown(value)}.`);
}

/** @throws {DataError} unless there is a list under the key */
export function listAt(object: JsonObject, key: string, label: string): Json[] {
  const value = object[key];
  if (Array.isArray(value)) return value;
  throw new DataError(`${label}: a list was expected as “${key}”; found ${shown(value)}.`);
}

/** A value as an error shows it: the beginning of it. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
