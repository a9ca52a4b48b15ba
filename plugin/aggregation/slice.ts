import type { CaseMeta } from '../records/case.ts'
import { primaryScores, SCORING_MODES, type ScoreCard, type Scores } from '../records/scores.ts'
import type { ModeRates, Slice } from '../records/slice.ts'
import { MeanSample, sampleIntervals } from '../stats/bootstrap.ts'
import type { Interval } from '../stats/types.ts'
import { wilsonInterval } from '../stats/wilson.ts'
import { type Tally, tallied } from './tally.ts'

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

/** The rates of one mode. */
class ModeTally {
  readonly f1Sample = new MeanSample()
  #count = 0
  #further = 0
  #exact = 0
  #parsed = 0
  #f1 = 0
  #precision = 0
  #recall = 0
  #correct = 0
  #fields = 0
  #withSchema = 0
  #compliant = 0

  add(scores: Scores): void {
    this.#count += 1
    if (scores.jsonExact) this.#exact += 1
    if (scores.parsed) this.#parsed += 1
    this.#f1 += scores.fieldF1
    this.f1Sample.add(scores.fieldF1)
    this.#precision += scores.precision
    this.#recall += scores.recall
    this.#correct += scores.fields.correct
    this.#fields += scores.fields.received + scores.fields.expected
    if (scores.schemaCompliance !== null) this.#withSchema += 1
    if (scores.schemaCompliance === true) this.#compliant += 1
  }

  addFurther({ parsed, schemaCompliance }: Further): void {
    this.#further += 1
    if (parsed) this.#parsed += 1
    if (schemaCompliance !== undefined) this.#withSchema += 1
    if (schemaCompliance === true) this.#compliant += 1
  }

  rates(f1Interval: Interval | null): ModeRates {
    const count = this.#count
    const outputs = count + this.#further
    return {
      jsonExact: count === 0 ? null : this.#exact / count,
      jsonExactInterval: wilsonInterval(this.#exact, count),
      fieldF1: count === 0 ? null : this.#f1 / count,
      fieldF1Interval: f1Interval,
      fieldF1Micro: this.#fields === 0 ? null : (2 * this.#correct) / this.#fields,
      precision: count === 0 ? null : this.#precision / count,
      recall: count === 0 ? null : this.#recall / count,
      schemaCompliance: this.#withSchema === 0 ? null : this.#compliant / this.#withSchema,
      schemaComplianceInterval: wilsonInterval(this.#compliant, this.#withSchema),
      parsed: outputs === 0 ? null : this.#parsed / outputs,
    }
  }
}

/** The figures of {@link slice}, case by case. */
export class SliceTally implements Tally<SliceCase, Slice> {
  readonly #modes = SCORING_MODES.map((mode) => ({ mode, tally: new ModeTally() }))
  readonly #task = new ModeTally()
  readonly #own = new MeanSample()
  #ownSum = 0
  #tasks = 0
  #cases = 0
  #scored = 0
  #alone = 0
  #exact = 0

  add(item: SliceCase): void {
    this.#cases += 1
    const card = scoresOf(item)
    if (card !== null) this.#addCard(card)
    else if (item.state !== 'failed' && item.compliance !== undefined) {
      const { compliance } = item
      this.#alone += 1
      for (const { mode, tally } of this.#modes) tally.addFurther(compliance[mode])
      // Scoring rules change nothing in schema compliance: `task` has that of `lenient`.
      this.#task.addFurther(compliance.lenient)
    }
  }

  #addCard(card: ScoreCard): void {
    this.#scored += 1
    if (primaryScores(card).jsonExact) this.#exact += 1
    for (const { mode, tally } of this.#modes) tally.add(card[mode])
    if (card.task !== undefined) {
      this.#tasks += 1
      this.#task.add(card.task)
    }
    if (card.ownMetric === undefined) return
    this.#own.add(card.ownMetric)
    this.#ownSum += card.ownMetric
  }

  result(): Slice {
    const tallies = [...this.#modes.map(({ tally }) => tally), ...(this.#tasks === 0 ? [] : [this.#task])]
    const samples = tallies.map(({ f1Sample }) => f1Sample)
    const ownCount = this.#own.count
    const intervals = sampleIntervals(ownCount === 0 ? samples : [...samples, this.#own])
    const [strict, lenient, official, task] = tallies.map((tally, index) =>
      tally.rates(intervals[index] ?? null),
    ) as [ModeRates, ModeRates, ModeRates, ModeRates | undefined]
    return {
      examples: this.#cases,
      scored: this.#scored,
      ...(this.#alone === 0 ? {} : { complianceOnly: this.#alone }),
      failed: this.#cases - this.#scored - this.#alone,
      exact: this.#exact,
      strict,
      lenient,
      official,
      ...(task === undefined ? {} : { task }),
      ...(ownCount === 0
        ? {}
        : { ownMetric: { mean: this.#ownSum / ownCount, interval: intervals[tallies.length] ?? null } }),
    }
  }
}

/**
 * Figures of a set of cases in the three modes, and in `task` where they have it. Failed cases are counted separately and are in no rate. A
 * rate over no cases is null. Intervals are 95 %: Wilson for shares, percentile bootstrap for the mean
 * FieldF1.
 */
export function slice(cases: Iterable<SliceCase>): Slice {
  return tallied(cases, new SliceTally())
}
