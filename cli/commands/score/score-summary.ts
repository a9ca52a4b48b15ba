import { f1, integer, percent, plural } from '../../../plugin/core/format.ts'
import type { ReportedMode } from '../../../plugin/records/scores.ts'
import type { LineScore } from './score-line.ts'

/** Sums over the scored lines. */
export class ScoreSummary {
  lines = 0
  private parsed = 0
  private exact = 0
  private fieldF1 = 0
  private judged = 0
  private compliant = 0
  private ownMetric = 0
  private measured = 0

  add(score: LineScore): void {
    this.lines += 1
    this.parsed += Number(score.parsed)
    this.exact += Number(score.jsonExact)
    this.fieldF1 += score.fieldF1
    if (score.ownMetric !== undefined) {
      this.measured += 1
      this.ownMetric += score.ownMetric
    }
    if (score.schemaCompliance === null) return
    this.judged += 1
    this.compliant += Number(score.schemaCompliance)
  }

  /** One line: `158 outputs (lenient): 55.1 % exact, FieldF1 0.780, …`. */
  format(mode: ReportedMode): string {
    const { lines } = this
    if (lines === 0) return `0 completions (${mode})`
    const schema =
      this.judged === 0
        ? 'compliance not measured (no line names a known schema)'
        : `${percent(this.compliant / this.judged)} comply${this.judged === lines ? '' : ` (of the ${integer(this.judged)} with a known schema)`}`
    const own = this.measured === 0 ? '' : `own metric ${f1(this.ownMetric / this.measured)}, `
    return `${plural(lines, 'completion')} (${mode}): ${percent(this.exact / lines)} exact, FieldF1 ${f1(this.fieldF1 / lines)}, ${own}${schema}, ${percent(this.parsed / lines)} with JSON`
  }
}
