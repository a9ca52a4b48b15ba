import { isObject, type JsonObject, type JsonValue } from '../core/json/json.ts'
import type { FieldCounts } from '../records/scores.ts'
import { isContainer, sameScalar } from './json-kinds.ts'

/** Scores of one value over its leaves, each from 0 to 1. */
export interface LeafScores {
  /** Harmonic mean of precision and recall. */
  readonly f1: number
  /** Correct leaves as a share of the received ones. */
  readonly precision: number
  /** Correct leaves as a share of the expected ones. */
  readonly recall: number
  /** The counts of leaves behind the shares. */
  readonly fields: FieldCounts
}

/**
 * FieldF1 over leaves. A leaf is a scalar, an empty object or an empty array, together with its path. It is
 * correct when the other side has an equal leaf at the same path. With `m` correct leaves, `r` received and
 * `e` expected ones: precision `m/r`, recall `m/e`, F1 `2m/(r + e)`, the harmonic mean of the two.
 *
 * Both trees are walked together and no path is written as text, so no choice of keys can make two paths
 * equal. Every value has at least one leaf, and `f1 === 1` exactly when {@link jsonExact} holds.
 */
export function leafScores(received: JsonValue, expected: JsonValue): LeafScores {
  const right = countCommonLeaves(received, expected)
  const receivedLeaves = countLeaves(received)
  const expectedLeaves = countLeaves(expected)
  return {
    f1: (2 * right) / (receivedLeaves + expectedLeaves),
    precision: right / receivedLeaves,
    recall: right / expectedLeaves,
    fields: { correct: right, received: receivedLeaves, expected: expectedLeaves },
  }
}

/** The number of leaves of a value; at least 1. */
export function countLeaves(value: JsonValue): number {
  if (!isContainer(value)) return 1
  let leaves = 0
  for (const member of Array.isArray(value) ? value : Object.values(value)) leaves += countLeaves(member)
  return Math.max(leaves, 1)
}

/** The number of leaves that are equal at the same path. */
export function countCommonLeaves(a: JsonValue, b: JsonValue): number {
  if (Array.isArray(a) && Array.isArray(b)) return commonItems(a, b)
  if (isObject(a) && isObject(b)) return commonMembers(a, b)
  if (isContainer(a) || isContainer(b)) return 0
  return sameScalar(a, b) ? 1 : 0
}

function commonItems(a: readonly JsonValue[], b: readonly JsonValue[]): number {
  if (a.length === 0 && b.length === 0) return 1
  let leaves = 0
  for (let index = 0; index < Math.min(a.length, b.length); index += 1)
    leaves += countCommonLeaves(a[index] ?? null, b[index] ?? null)
  return leaves
}

function commonMembers(a: JsonObject, b: JsonObject): number {
  const keys = Object.keys(a)
  if (keys.length === 0 && Object.keys(b).length === 0) return 1
  let leaves = 0
  for (const key of keys)
    if (Object.hasOwn(b, key)) leaves += countCommonLeaves(a[key] ?? null, b[key] ?? null)
  return leaves
}
