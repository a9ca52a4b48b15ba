import type { Tally } from '../../plugin/aggregation/tally.ts'
import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { UNKNOWN_KEY } from '../../plugin/records/dimension.ts'
import type { ErrorClass } from '../../plugin/records/error-class.ts'
import { primaryScores } from '../../plugin/records/scores.ts'
import type { LostPath } from './analysis.ts'

/** The fields with errors in most outputs, by schema. */
export function lostPathTally(): Tally<CaseRecord, LostPath[]> {
  const scored = new Map<string, number>()
  const fields = new Map<string, Field>()
  return {
    add({ schemaId, scores }) {
      if (scores === null) return
      const schema = schemaId ?? UNKNOWN_KEY
      scored.set(schema, (scored.get(schema) ?? 0) + 1)
      // Without an extracted value there are no fields to compare.
      if (!primaryScores(scores).parsed) return
      const kindsOf = new Map<string, Set<ErrorClass>>()
      for (const { path, kind } of scores.differences) {
        const folded = foldPath(path)
        const kinds = kindsOf.get(folded) ?? new Set()
        kindsOf.set(folded, kinds.add(kind))
      }
      for (const [path, kinds] of kindsOf) {
        // A line break occurs in neither.
        const key = `${schema}\n${path}`
        const field = fields.get(key) ?? { schema, path, outputs: 0, kinds: new Map() }
        field.outputs++
        for (const kind of kinds) field.kinds.set(kind, (field.kinds.get(kind) ?? 0) + 1)
        fields.set(key, field)
      }
    },
    result: () =>
      [...fields.values()]
        .map(({ schema, path, outputs, kinds }) => ({
          schema,
          path,
          outputs,
          scored: scored.get(schema) ?? 0,
          kinds: [...kinds]
            .map(([kind, count]) => ({ kind, outputs: count }))
            .sort((a, b) => b.outputs - a.outputs),
        }))
        .sort(
          (a, b) => b.outputs - a.outputs || byCodeUnit(a.schema, b.schema) || byCodeUnit(a.path, b.path),
        ),
  }
}

interface Field {
  readonly schema: string
  readonly path: string
  outputs: number
  readonly kinds: Map<ErrorClass, number>
}

/** A quoted key, which may look like an index inside its quotes, or an index. */
const STEP = /\['(?:[^'\\]|\\.)*'\]|\[\d+\]/g

/** Scoring keeps no longer path; a report from elsewhere might. */
const LONGEST = 1_000

/** A JSONPath with every array index folded: `$.items[3].price` → `$.items[*].price`. Quoted keys stay as they are. */
export function foldPath(path: string): string {
  return path.slice(0, LONGEST).replace(STEP, (step) => (step.startsWith("['") ? step : '[*]'))
}
