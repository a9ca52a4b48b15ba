import type { CaseRecord } from '../../../plugin/records/case.ts'
import { acceptableValues } from '../../../plugin/records/example.ts'
import { hasOutput } from '../../../plugin/records/finish-reason.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { compileSchema, scoreBest } from '../../../plugin/scoring/index.ts'
import type { Rescore } from '../../leaderboard/types.ts'
import { collected, type Fate, report } from '../benchmark.ts'
import { model } from '../run-meta.ts'

const schema = compileSchema({ type: 'object', required: ['total', 'zip'] })

/** The real scoring, with one schema for all. */
export const rescore: Rescore = ({ output, finishReason, acceptable, schemaId }) =>
  scoreBest(acceptable, { output, finishReason, schema: schemaId === null ? null : schema })

/** An honest report: its scores are those of its answers. */
export function submission(
  id: string,
  fate: (line: number) => Fate,
  examples = 40,
  change: (record: CaseRecord) => Partial<CaseRecord> = () => ({}),
): LoadedReport {
  const scored = (record: CaseRecord): Partial<CaseRecord> => {
    const changed = { ...record, ...change(record) }
    const { completion, schemaId } = changed
    if (completion === null || !hasOutput(completion)) return changed
    const scores = rescore({
      output: completion.text,
      finishReason: completion.finishReason,
      acceptable: acceptableValues(changed),
      id: record.id,
      schemaId,
    })
    return { ...changed, scores, state: scores.lenient.jsonExact ? 'passed' : 'missed' }
  }
  return report(collected({ examples, fate, change: scored, meta: { model: { ...model, id } } }))
}
