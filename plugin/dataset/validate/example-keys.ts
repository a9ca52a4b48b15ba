import { createHash } from 'node:crypto'
import type { JsonValue } from '../../core/json/json.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import { isLeaf, stepsTo, walkJson } from './walk-json.ts'

/** A text of at least this many UTF-16 units is unlikely to be written twice by chance. */
const PHRASE_LENGTH = 24

/** Equal for equal values, whatever the order of their keys. */
export function expectedKey(expected: JsonValue): string {
  const leaves: string[] = []
  for (const { value, path } of walkJson(expected)) {
    if (isLeaf(value)) leaves.push(`${JSON.stringify(stepsTo(path))} ${stringifyJson(value)}`)
  }
  return digest(leaves)
}

/** Equal for values with the same leaves, whatever their paths. */
export function valuesKey(expected: JsonValue): string {
  const leaves: string[] = []
  for (const { value } of walkJson(expected)) if (isLeaf(value)) leaves.push(stringifyJson(value))
  return digest(leaves)
}

function digest(parts: string[]): string {
  return createHash('sha256').update(parts.sort().join('\n')).digest('base64')
}

/** Leaves that two examples hardly ever share by chance: identifiers, and longer texts. */
export function distinguishingValues(expected: JsonValue): Set<string> {
  const values = new Set<string>()
  for (const { value } of walkJson(expected)) {
    if (typeof value === 'string' && (value.length >= PHRASE_LENGTH || isIdentifier(value))) values.add(value)
  }
  return values
}

/** True for addresses with an @, and for texts with nine digits or more: telephone numbers, identifiers, timestamps. */
export function isIdentifier(value: string): boolean {
  if (value.length < 8) return false
  return value.includes('@') || (value.match(/\d/g)?.length ?? 0) >= 9
}
