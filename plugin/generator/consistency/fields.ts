import { isObject, type JsonObject, type JsonValue } from '../../core/json/json.ts'

// Reads and corrects fields of an expected value whose optional parts may be absent.

/** The nested object, or null. */
export function child(object: JsonObject | null, key: string): JsonObject | null {
  const value = object?.[key]
  return isObject(value) ? value : null
}

/** The objects of a list; empty when the list is absent. */
export function items(object: JsonObject | null, key: string): JsonObject[] {
  const value = object?.[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The number, or null. */
export function num(object: JsonObject | null, key: string): number | null {
  const value = object?.[key]
  return typeof value === 'number' ? value : null
}

/** The string, or null. */
export function str(object: JsonObject | null, key: string): string | null {
  const value = object?.[key]
  return typeof value === 'string' ? value : null
}

/** Replaces the value of a key that is present; an absent key stays absent. */
export function put(object: JsonObject | null, key: string, value: JsonValue): void {
  if (object && Object.hasOwn(object, key)) object[key] = value
}
