import { NOT_MEASURED_WORDS, percent, plural } from '../../core/format.ts'
import { printable } from '../../core/printable.ts'
import type { Baseline } from '../../records/baseline.ts'
import { comparedWith, originText, printableName, referenceName } from '../../records/baseline-source.ts'
import { DEFAULT_METRIC, type GateMetric, metricLabel, partsOf } from '../../records/gate-metric.ts'
import type { GateOptions } from '../../records/settings.ts'
import { primaryRates } from '../../records/slice.ts'
import type { Verdict, VerdictState } from '../../records/verdict.ts'
import { provenanceOf } from '../baseline/from-run.ts'
import { matchExamples, matchedWithSchemas } from '../baseline/match-examples.ts'
import { incomparable, templateChange, whatChanged } from '../fingerprint.ts'
import { type GateInput, type GateRun, gateOptions } from '../input.ts'
import { defaultMetric, isAlwaysStored } from '../metric-value.ts'
import { judgeThresholds } from '../thresholds/judge-thresholds.ts'
import { judge, movement } from './causes.ts'
import { complianceMovement } from './compliance.ts'
import { complianceAlone, gatherEvidence } from './evidence.ts'
import { changeLines, complianceLines, exampleChanges, unsettledText } from './example-changes.ts'
import { judgeNonInferiority } from './non-inferior.ts'
import { comparisonNotes, failureNote, thresholdNotes, trackedNotes } from './notes.ts'
import { caseFaults, coverageGap, runProblem } from './soundness.ts'
import { waysOut } from './ways-out.ts'

function rateOf({ totals }: GateRun): string {
  const { jsonExact, schemaCompliance } = primaryRates(totals)
  return totals.scored === 0
    ? `schema compliance ${percent(schemaCompliance, NOT_MEASURED_WORDS)}, no expected values`
    : `${totals.exact} of ${totals.scored} exact, ${percent(jsonExact, NOT_MEASURED_WORDS)}`
}

/**
 * The gate. Pure, and never throws for a bad run: what cannot be judged is `inconclusive` or `not_gated`.
 * docs/reference/verdicts.md has the rules in words; `planBaseline` says what to write.
 */
export function decide(input: GateInput): Verdict {
  const { run, baseline, origin } = input
  // What the option `baseline` names is only read.
  const update = origin === undefined ? input.update : 'none'
  const given = { ...input.options, metric: input.options?.metric ?? defaultMetric(run.cases) }
  const options = gateOptions(given)
  const faults = caseFaults(run)
  const problem = runProblem(run, options.maxErrors, faults)
  if (problem !== null) return invalidVerdict(problem.reason, problem.notes, given)

  const empty = inconclusiveVerdict('', [], given)
  const gap = coverageGap(run)
  if (gap !== null) return { ...empty, state: 'not_gated', reason: `not gated: ${gap}`, exitCode: 0 }

  const thresholds = judgeThresholds(input.thresholds, run)
  const notes = [...failureNote(faults), ...thresholdNotes(thresholds)]
  const conclude = (verdict: Pick<Verdict, 'state' | 'reason' | 'notes'> & Partial<Verdict>): Verdict => ({
    ...empty,
    thresholds,
    ...verdict,
    exitCode: exitCodeOf(verdict.state, thresholds),
  })

  if (input.gated === false) {
    return conclude({ state: 'not_gated', reason: 'not gated: the option gate is false', notes })
  }

  if (input.options?.metric === undefined && options.metric !== DEFAULT_METRIC) {
    notes.push(`No example has an expected value, so ${metricLabel(options.metric)} decides (gate.metric).`)
  }
  const ways = waysOut(input)
  const isProject = origin?.kind === 'project'
  const name = printableName(referenceName(origin))
  const reference = name.text
  if (baseline === null) {
    if (update !== 'none') {
      return conclude({
        state: 'new',
        reason: `no baseline yet: this run becomes it (${rateOf(run)})`,
        notes,
      })
    }
    return conclude({ state: 'inconclusive', reason: missingText(input), notes: [ways.missing, ...notes] })
  }

  const ofCompliance = partsOf(options.metric).score === 'schemaCompliance'
  const allMatched = matchExamples(baseline.entries, run.cases)
  const matched = ofCompliance ? matchedWithSchemas(allMatched) : allMatched
  const template = templateChange(baseline.fingerprint, run.fingerprint)
  const compared = {
    baseline: {
      path: input.baselinePath,
      ...(origin === undefined ? {} : { origin }),
      model: baseline.provenance.model,
      exact: baseline.totals.exact,
      ...compliantOf(baseline),
      examples: baseline.dataset.examples,
    },
    changed: [
      ...whatChanged(baseline.provenance, provenanceOf(run)),
      ...(template === null ? [] : [template]),
    ],
  }
  const reasons = [
    ...missingMetric(baseline, options.metric),
    ...incomparable(baseline.fingerprint, run.fingerprint),
  ]
  if (reasons.length > 0) {
    const why = `not comparable with ${reference}: ${reasons.join('; ')}`
    if (update === 'all') {
      const reason = `accepted as the new baseline (${rateOf(run)}), ${why}`
      return conclude({ ...compared, state: 'accepted', reason, notes })
    }
    return conclude({
      ...compared,
      state: 'inconclusive',
      reason: why,
      notes: [ways.incomparable, ...notes],
    })
  }

  const evidence = gatherEvidence(run, matched, options)
  const byBaseline = evidence === null || isProject ? null : judge(evidence, options)
  const judged = evidence !== null && isProject ? judgeNonInferiority(evidence, options) : byBaseline
  const unsettled = unsettledText(matched, isProject)
  const examples = exampleChanges(matched, byBaseline?.state ?? null)
  const shown = {
    ...compared,
    examples,
    comparison: evidence?.comparison ?? null,
    ...(evidence?.mean ? { mean: evidence.mean } : {}),
    ...(evidence?.nonInferiority ? { nonInferiority: evidence.nonInferiority } : {}),
    fieldF1: evidence?.fieldF1?.comparison ?? null,
    compliance: evidence === null ? complianceAlone(run, matched) : evidence.compliance,
    slices: evidence?.slices ?? [],
  }
  const lines = [
    ...changeLines(matched),
    // Where it decides, the reason has it.
    ...(ofCompliance ? [] : complianceLines(matched, shown.compliance)),
  ]
  const among = `${plural(examples.unchanged, 'unchanged example')}`
  const outcome =
    evidence !== null
      ? movement(evidence, options.metric)
      : shown.compliance !== null
        ? complianceMovement(shown.compliance)
        : `no example has a result both in ${reference} and in this run`
  if (update === 'all') {
    const changes = unsettled === '' ? '' : `${unsettled}; of ${among}: `
    return conclude({
      ...shown,
      state: 'accepted',
      reason: `accepted: ${changes}${outcome}`,
      notes: [...lines, ...notes],
    })
  }
  if (unsettled !== '') {
    const rest =
      examples.unchanged === 0
        ? 'no example is unchanged'
        : `of ${among}: ${judged === null ? outcome : `${judged.state}, ${judged.reason}`}`
    return conclude({
      ...shown,
      state: 'inconclusive',
      reason: `${unsettled} ${comparedWith(name)}; ${rest}`,
      notes: [...lines, ways.changedExamples, ...notes],
    })
  }
  if (evidence === null && shown.compliance !== null && !isProject) {
    const reason = `${outcome}; without expected values only thresholds decide`
    return conclude({ ...shown, state: 'stable', reason, notes: [...changeLines(matched), ...notes] })
  }
  if (evidence === null || judged === null) {
    return conclude({
      ...shown,
      state: 'inconclusive',
      reason: outcome,
      notes: [ways.nothingCompared, ...lines, ...notes],
    })
  }
  return conclude({
    ...shown,
    ...judged,
    notes: [
      ...comparisonNotes(judged.state, evidence, ways, name),
      ...trackedNotes(evidence.slices),
      ...lines,
      ...notes,
    ],
  })
}

/** Said in place of exact examples where none of the baseline has an expected value. */
function compliantOf({ totals, entries }: Baseline): { compliant?: number } {
  if (totals.scored > 0 || totals.schemaCompliance === null) return {}
  return { compliant: entries.filter(({ compliant }) => compliant === true).length }
}

function missingText({ baselinePath, origin }: GateInput): string {
  const file = printable(baselinePath, 300)
  if (origin === undefined) return `there is no baseline at ${file}, and CI never writes one`
  if (origin.kind === 'report') return `there is no report at ${file}, which the option baseline names`
  return origin.kind === 'project'
    ? `there is no run of ${printable(originText(origin))}`
    : `there is no ${file} in git:${printable(origin.ref)} (commit ${origin.commit.slice(0, 12)}), which the option baseline names`
}

/**
 * The verdict for failures outside {@link decide}: a baseline that cannot be read, an engine that could not
 * be loaded. Exit code 2.
 */
export function inconclusiveVerdict(
  reason: string,
  notes: readonly string[] = [],
  options?: GateOptions,
): Verdict {
  const { alpha, minEffect, metric } = gateOptions(options)
  return {
    state: 'inconclusive',
    reason,
    exitCode: 2,
    ...(metric === DEFAULT_METRIC ? {} : { metric }),
    alpha,
    minEffect,
    baseline: null,
    comparison: null,
    fieldF1: null,
    compliance: null,
    examples: null,
    slices: [],
    thresholds: [],
    changed: [],
    notes,
  }
}

/** The verdict on a run that is inconclusive by itself, whatever it is compared with. */
export function invalidVerdict(
  reason: string,
  notes: readonly string[] = [],
  options?: GateOptions,
): Verdict {
  return { ...inconclusiveVerdict(reason, notes, options), invalid: true }
}

/** A metric of a named mode is in the lines only where the baseline was written under that option. */
function missingMetric(baseline: Baseline, metric: GateMetric): string[] {
  if (isAlwaysStored(metric) || baseline.metric === metric) return []
  return [`it has no values of ${metricLabel(metric)}`]
}

/** 2 invalid or infrastructure; 1 a regression or a threshold not met; 0 otherwise. */
function exitCodeOf(state: VerdictState, thresholds: Verdict['thresholds']): 0 | 1 | 2 {
  if (state === 'inconclusive' || thresholds.some(({ unmeasured }) => unmeasured !== undefined)) return 2
  return state === 'regression' || state === 'not_shown' || thresholds.some(({ broken }) => broken) ? 1 : 0
}
