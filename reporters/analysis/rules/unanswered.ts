import { integer, plural } from '../../../plugin/core/format.ts'
import { named, type Rule } from './rule.ts'

/** Examples without an answer say nothing of the model; they come before everything else. */
export const unanswered: Rule = ({ report, scored }) => {
  const failed = report.cases.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return null
  const codes = new Map<string, number>()
  for (const { completion } of failed) {
    const code = completion === null ? 'broken line' : (completion.error?.code ?? 'NOT_JUDGED')
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  const list = [...codes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([code, count]) => `${named(code, 30)} ${integer(count)}`)
  return (
    `${integer(failed.length)} of ${plural(failed.length + scored.length, 'example')} ` +
    `${failed.length === 1 ? 'has' : 'have'} no answer (${list.join(', ')}): repair that before judging the model`
  )
}
