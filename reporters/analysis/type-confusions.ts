import type { Tally } from '../../plugin/aggregation/tally.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { JsonType, TypeConfusion } from './analysis.ts'

/** Which types stand where which are expected. */
export function typeConfusionTally(): Tally<CaseRecord, TypeConfusion[]> {
  const pairs = new Map<string, { expected: JsonType; received: JsonType; values: number; outputs: number }>()
  return {
    add({ scores }) {
      const seen = new Set<string>()
      for (const { expected, received } of scores?.differences ?? []) {
        if (expected === null || received === null) continue
        const types = { expected: jsonType(expected), received: jsonType(received) }
        if (types.expected === types.received) continue
        const key = `${types.expected} ${types.received}`
        const pair = pairs.get(key) ?? { ...types, values: 0, outputs: 0 }
        pair.values++
        if (!seen.has(key)) pair.outputs++
        seen.add(key)
        pairs.set(key, pair)
      }
    },
    result: () =>
      [...pairs.values()].sort(
        (a, b) => b.values - a.values || b.outputs - a.outputs || (a.expected < b.expected ? -1 : 1),
      ),
  }
}

/** The type of a JSON text, which may be cut: its first character tells. */
export function jsonType(json: string): JsonType {
  switch (json[0]) {
    case '{':
      return 'object'
    case '[':
      return 'array'
    case '"':
      return 'string'
    case 't':
    case 'f':
      return 'boolean'
    case 'n':
      return 'null'
    default:
      return 'number'
  }
}
