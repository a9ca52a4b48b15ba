import type { CaseMeta } from '../records/case.ts'
import type { ComplianceCard } from '../records/compliance-card.ts'
import { primaryScores, SCORING_MODES, type ScoreCard, type Scores } from '../records/scores.ts'
import type { ModeRates, Slice } from '../records/slice.ts'
import { bootstrapMeanPercentiles } from '../stats/bootstrap.ts'
import type { Interval } from '../stats/types.ts'
import { wilsonInterval } from '../stats/wilson.ts'

/** The fields of a case that are counted. */
export type SliceCase = Pick<CaseMeta, 'state' | 'scores' | 'compliance'>

/** The scores of a case; null for an engine failure or a broken line, which no rate counts. */
export function scoresOf(item: SliceCase): ScoreCard | null {
  return item.state === 'failed' ? null : item.scores
}

/** What an example without an expected value adds to the rates of a mode. */
interface Further {
  readonly parsed: boolean
  readonly schemaCompliance?: boolean
}

function modeRates(
  cards: readonly Scores[],
  further: readonly Further[],
  f1Interval: Interval | null,
): ModeRates {
  let exact = 0
  let parsed = 0
  let f1 = 0
  let precision = 0
  let recall = 0
  let correct = 0
  let fields = 0
  let withSchema = 0
  let compliant = 0
  for (const scores of cards) {
    if (scores.jsonExact) exact += 1
    if (scores.parsed) parsed += 1
    f1 += scores.fieldF1
    precision += scores.precision
    recall += scores.recall
    correct += scores.fields.correct
    fields += scores.fields.received + scores.fields.expected
    if (scores.schemaCompliance !== null) withSchema += 1
    if (scores.schemaCompliance === true) compliant += 1
  }
  for (const { parsed: found, schemaCompliance } of further) {
    if (found) parsed += 1
    if (schemaCompliance !== undefined) withSchema += 1
    if (schemaCompliance === true) compliant += 1
  }
  const count = cards.length
  const outputs = count + further.length
  return {
    jsonExact: count === 0 ? null : exact / count,
    jsonExactInterval: wilsonInterval(exact, count),
    fieldF1: count === 0 ? null : f1 / count,
    fieldF1Interval: f1Interval,
    fieldF1Micro: fields === 0 ? null : (2 * correct) / fields,
    precision: count === 0 ? null : precision / count,
    recall: count === 0 ? null : recall / count,
    schemaCompliance: withSchema === 0 ? null : compliant / withSchema,
    schemaComplianceInterval: wilsonInterval(compliant, withSchema),
    parsed: outputs === 0 ? null : parsed / outputs,
  }
}

/**
 * Figures of a set of cases in the three modes, and in `task` where they have it. Failed cases are counted separately and are in no rate. A
 * rate over no cases is null. Intervals are 95 %: Wilson for shares, percentile bootstrap for the mean
 * FieldF1.
 */
export function slice(cases: readonly SliceCase[]): Slice {
  const cards: ScoreCard[] = []
  const alone: ComplianceCard[] = []
  for (const item of cases) {
    const card = scoresOf(item)
    if (card !== null) cards.push(card)
    else if (item.state !== 'failed' && item.compliance !== undefined) alone.push(item.compliance)
  }
  const tasks = cards.flatMap(({ task }) => task ?? [])
  const modes = [
    ...SCORING_MODES.map((mode) => cards.map((card) => card[mode])),
    ...(tasks.length === 0 ? [] : [tasks]),
  ]
  const own = Float64Array.from(cards.flatMap(({ ownMetric }) => ownMetric ?? []))
  const samples = modes.map((scores) => Float64Array.from(scores, ({ fieldF1 }) => fieldF1))
  const intervals = bootstrapMeanPercentiles(
    own.length === 0 ? samples : [...samples, own],
    [0.025, 0.975],
  ).map(([low, high]): Interval | null => (low === undefined || high === undefined ? null : [low, high]))
  // Scoring rules change nothing in schema compliance: `task` has that of `lenient`.
  const further = [...SCORING_MODES, 'lenient' as const].map((mode) =>
    alone.map((card): Further => card[mode]),
  )
  const [strict, lenient, official, task] = modes.map((scores, index) =>
    modeRates(scores, further[index] ?? [], intervals[index] ?? null),
  ) as [ModeRates, ModeRates, ModeRates, ModeRates | undefined]
  return {
    examples: cases.length,
    scored: cards.length,
    ...(alone.length === 0 ? {} : { complianceOnly: alone.length }),
    failed: cases.length - cards.length - alone.length,
    exact: cards.reduce((sum, card) => sum + (primaryScores(card).jsonExact ? 1 : 0), 0),
    strict,
    lenient,
    official,
    ...(task === undefined ? {} : { task }),
    ...(own.length === 0
      ? {}
      : {
          ownMetric: {
            mean: own.reduce((sum, value) => sum + value, 0) / own.length,
            interval: intervals[modes.length] ?? null,
          },
        }),
  }
}
