/** A JSON scalar. Integers beyond ±(2^53 − 1) are kept exactly, as `bigint`; every other number is a `number`. */
export type JsonScalar = null | boolean | number | bigint | string

/** Any JSON value as this project parses it (see {@link JsonScalar} for how numbers are represented). */
export type JsonValue = JsonScalar | JsonValue[] | JsonObject

/** A JSON object. Objects made by this project's parser have no prototype, so `__proto__` is an ordinary key. */
export interface JsonObject {
  [key: string]: JsonValue
}

/** An object that inherits nothing, so that `__proto__` is a key as any other. */
export function emptyObject(): JsonObject {
  return Object.create(null)
}

/** True for a plain JSON object (not null, not an array). Works on values from outside. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for an object among JSON values. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return isRecord(value)
}
