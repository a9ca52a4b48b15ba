import { createHash } from 'node:crypto'
import { type BreakdownCase, breakdownTally } from '../../plugin/aggregation/breakdown.ts'
import { InIdOrder } from '../../plugin/aggregation/in-id-order.ts'
import { LatencyTally } from '../../plugin/aggregation/latency.ts'
import { SliceTally } from '../../plugin/aggregation/slice.ts'
import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { countWhere } from '../../plugin/records/case-sequence.ts'
import { acceptableValues, type Example } from '../../plugin/records/example.ts'
import { hasOutput } from '../../plugin/records/finish-reason.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { EXTRACTION_VERSION, METRIC_VERSION } from '../../plugin/records/scores.ts'
import { scoreDifference, totalsDifference } from './claims.ts'
import type { ReferenceDataset, Refusal, Rescore, Verification } from './types.ts'

export interface VerifyOptions {
  readonly rescore: Rescore
  /** The dataset with the hash that the report names; null where it is not at hand. */
  readonly reference: ReferenceDataset | null
}

/** Why a report is not taken; only {@link verifySubmission} sees it. */
class Rejection extends Error {}

/**
 * Scores the recorded completions of a report again and compares every claim with the result. Nothing that the board
 * shows of quality is taken from the report's own figures. Pure.
 */
export function verifySubmission(file: string, report: RunReport, options: VerifyOptions): Verification {
  const refusal = (reason: string): Refusal => ({ file, model: report.model.id, reason })
  const { extractionVersion, metricVersion } = report.fingerprint
  if (metricVersion !== METRIC_VERSION || extractionVersion !== EXTRACTION_VERSION) {
    const reason =
      `scored with metric version ${metricVersion}, extraction ${extractionVersion}; this release has ` +
      `${METRIC_VERSION} and ${EXTRACTION_VERSION}`
    return { ok: false, as: 'leftOut', refusal: refusal(reason) }
  }
  if (report.fingerprint.scoringRules !== undefined) {
    const reason =
      'scored with scoring rules of its own; a leaderboard compares by typed equality and runs no module of a submission'
    return { ok: false, as: 'leftOut', refusal: refusal(reason) }
  }
  if (report.texts !== undefined) {
    const reason = 'made with the option texts: without its outputs nothing can be scored again'
    return { ok: false, as: 'leftOut', refusal: refusal(reason) }
  }
  const alone = countWhere(report.cases, ({ expected }) => expected === undefined)
  if (alone > 0) {
    const reason = `${alone} of ${report.cases.length} examples have no expected value; a leaderboard ranks by JSONExact`
    return { ok: false, as: 'leftOut', refusal: refusal(reason) }
  }
  if (report.fingerprint.reasoning !== 'default') {
    const reason = 'scored with its own reasoning markers; a leaderboard uses the default ones'
    return { ok: false, as: 'leftOut', refusal: refusal(reason) }
  }
  try {
    return { ok: true, run: verified(file, report, options) }
  } catch (error) {
    // A value nested deeper than can be written is no value of a dataset.
    if (error instanceof Rejection || error instanceof RangeError) {
      return { ok: false, as: 'rejected', refusal: refusal(error.message) }
    }
    throw error
  }
}

/** What is kept of a case. */
interface VerifiedCase {
  readonly id: string
  readonly exact: boolean
  /** Digest of prompt and expected values. */
  readonly content: string
  /** Digest of the output text. */
  readonly answer: string
}

function verified(file: string, report: RunReport, { rescore, reference }: VerifyOptions) {
  refuseIncomplete(report, reference)
  const unknownSchemas = new Set<string>()
  const differences: string[] = []
  const totalsTally = new SliceTally()
  const byComplexity = breakdownTally('complexity')
  const sorted = new InIdOrder<BreakdownCase & { readonly id: string }>([totalsTally, byComplexity])
  const latency = new LatencyTally(report.latency.concurrency)
  const results: VerifiedCase[] = []
  for (const item of report.cases) {
    const example = exampleOf(item, reference)
    const { id, completion, scores } = item
    if (completion === null || scores === null || item.state === 'failed' || !hasOutput(completion)) {
      throw new Rejection(
        `there is no output for ${named(id)}; a leaderboard needs one for every example, so that none can be left out`,
      )
    }
    const found = rescore({
      output: completion.text,
      finishReason: completion.finishReason,
      reasoningOpened: completion.reasoningOpened,
      acceptable: acceptableValues(example),
      id,
      schemaId: example.schemaId,
      schema: reference?.examples.get(id)?.schema,
    })
    const difference = scoreDifference(scores, found)
    if (difference !== null) differences.push(`${named(id)}: ${difference}`)
    if (example.schemaId !== null && found.lenient.schemaCompliance === null)
      unknownSchemas.add(example.schemaId)
    const { schemaId, complexity, source } = example
    const state: CaseRecord['state'] = found.lenient.jsonExact ? 'passed' : 'missed'
    sorted.add({ id, state, scores: { ...found, differences: [] }, schemaId, complexity, source })
    latency.add(item)
    results.push({
      id,
      exact: found.lenient.jsonExact,
      content: digest([id, item.prompt, stringifyJson([...acceptableValues(item)])]),
      answer: digest([id, completion.text]),
    })
  }
  sorted.end()
  results.sort((a, b) => byCodeUnit(a.id, b.id))
  if (differences.length > 0) {
    const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : ''
    throw new Rejection(`its scores are not those of its completions: ${differences[0]}${more}`)
  }
  const totals = totalsTally.result()
  const difference = totalsDifference(report.totals, totals)
  if (difference !== null) throw new Rejection(`its totals are not those of its completions: ${difference}`)
  return {
    file,
    report: { ...report, cases: [] },
    outcomes: new Map(results.map(({ id, exact }) => [id, exact])),
    totals,
    byComplexity: byComplexity.result(),
    latency: latency.result(),
    contentDigest: digest(results.map(({ content }) => content)),
    answersDigest: digest(results.map(({ answer }) => answer)),
    againstDataset: reference !== null,
    unknownSchemas: [...unknownSchemas].sort(byCodeUnit),
  }
}

function refuseIncomplete({ cases, coverage, dataset }: RunReport, reference: ReferenceDataset | null): void {
  const wanted = reference?.examples.size ?? dataset.examples
  if (!coverage.complete || cases.length !== wanted || wanted === 0) {
    const reason = coverage.reason === null ? '' : `: ${printable(coverage.reason.slice(0, 200))}`
    throw new Rejection(`it does not cover the dataset, ${cases.length} of ${wanted} examples${reason}`)
  }
  if (new Set(Array.from(cases, ({ id }) => id)).size !== cases.length) {
    throw new Rejection('two of its cases have the same id')
  }
}

/** What the case is scored against: the dataset's own example where that is at hand. */
function exampleOf(
  item: CaseRecord,
  reference: ReferenceDataset | null,
): Pick<Example, 'expected' | 'accepted' | 'schemaId' | 'complexity' | 'source'> {
  if (reference === null) return item
  const example = reference.examples.get(item.id)
  if (example === undefined) throw new Rejection(`the dataset has no example ${named(item.id)}`)
  if (item.prompt !== example.prompt)
    throw new Rejection(`its prompt of ${named(item.id)} is not that of the dataset`)
  if (stringifyJson(item.expected ?? null) !== stringifyJson(example.expected ?? null)) {
    throw new Rejection(`its expected value of ${named(item.id)} is not that of the dataset`)
  }
  if (stringifyJson([...acceptableValues(item)]) !== stringifyJson([...acceptableValues(example)])) {
    throw new Rejection(`its accepted values of ${named(item.id)} are not those of the dataset`)
  }
  return example
}

function named(id: string): string {
  return `"${printable(id.slice(0, 80))}"`
}

/** Of texts in their order; their lengths keep two lists with the same joined text apart. */
function digest(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:`).update(Buffer.from(text, 'utf16le'))
  return hash.digest('hex')
}
