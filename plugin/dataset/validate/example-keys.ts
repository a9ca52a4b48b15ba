import { createHash } from 'node:crypto'
import type { JsonValue } from '../../model/json.ts'
import { stringifyJson } from '../../model/stringify-json.ts'
import { isLeaf, pathText, walkJson } from './walk-json.ts'

/** Equal for equal answers, whatever the order of their keys. */
export function answerKey(expected: JsonValue): string {
  const leaves: string[] = []
  for (const { value, path } of walkJson(expected)) {
    if (isLeaf(value)) leaves.push(`${pathText(path)}\u0000${stringifyJson(value)}`)
  }
  return digest(leaves)
}

/** Equal for answers made of the same values, wherever they stand. */
export function valuesKey(expected: JsonValue): string {
  const leaves: string[] = []
  for (const { value } of walkJson(expected)) if (isLeaf(value)) leaves.push(stringifyJson(value))
  return digest(leaves)
}

function digest(parts: string[]): string {
  return createHash('sha256').update(parts.sort().join('\n')).digest('base64')
}

/**
 * Values of an answer that hardly two examples have by chance: addresses with an @, long numbers in texts such as
 * telephone numbers, identifiers and timestamps to the second, and texts of some length.
 */
export function distinguishingValues(expected: JsonValue): Set<string> {
  const values = new Set<string>()
  for (const { value } of walkJson(expected)) {
    if (typeof value === 'string' && isDistinguishing(value)) values.add(value)
  }
  return values
}

function isDistinguishing(value: string): boolean {
  if (value.length >= 24) return true
  if (value.length < 8) return false
  if (value.includes('@')) return true
  const digits = value.match(/\d/g)?.length ?? 0
  return digits >= 9
}
