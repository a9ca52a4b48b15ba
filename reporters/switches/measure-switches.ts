import { EdgejsonError } from '../../plugin/core/errors.ts'
import { plural } from '../../plugin/core/format.ts'
import { packageInfo } from '../../plugin/core/package-info.ts'
import { listed, printable, quoted, singleLine } from '../../plugin/core/printable.ts'
import { countWhere } from '../../plugin/records/case-sequence.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type {
  AgainstReference,
  ConstraintEffect,
  SwitchesRecord,
  SwitchVariant,
  VariantFigures,
} from '../../plugin/records/switches.ts'
import { DEFAULT_RULE } from '../../plugin/stats/decision-rule.ts'
import { DEFAULT_MARGIN, nonInferiority } from '../../plugin/stats/non-inferiority.ts'
import { compareReports, type ReportComparison } from '../compare/index.ts'
import { adviceOf } from './advice.ts'
import { freeOf, keyOf, plannedDifferences } from './planned-differences.ts'
import { powerWarning, referenceWarning, speedWarnings } from './warnings.ts'

/** A variant that was to be measured, and what came of it. */
export interface VariantRun {
  /** No other variant has it: `q4`, `q4+schema`. */
  readonly name: string
  readonly dtype: string | null
  /** `schema`, `json`; null: free output. */
  readonly constraint: string | null
  /** Size of its weights in bytes, where it is known without a run. */
  readonly bytes: number | null
  /** Null where the run left none. */
  readonly report: RunReport | null
  /** Why there is no report; null where there is one. */
  readonly reason: string | null
}

/** How variants are compared. */
export interface SwitchesOptions {
  /** Name of the reference. Default: the first free variant that was measured, else the first one. */
  readonly reference?: string
  /** Largest loss of JSONExact, in 0..1, with which a variant counts as non-inferior. Default 0.03. */
  readonly margin?: number
  /** Leave tokens/s out as not measured: the machine did other work. Default false. */
  readonly withoutSpeed?: boolean
}

const ALPHA: number = DEFAULT_RULE.alpha

/** A variant with a report of all examples. */
interface Measured extends VariantRun {
  readonly report: RunReport
}

/**
 * The table of variants: figures of each, its paired difference from the reference, and the effect of a constraint on each
 * precision. Pure. A variant is measured only if every example has an output, so that all figures are of all examples.
 *
 * @throws {EdgejsonError} `BAD_REPORT` when the runs cannot be compared (dataset, settings, metrics); `BAD_ARGUMENT` for a
 * reference that is no variant, or names that are not unique.
 */
export function measureSwitches(
  variants: readonly VariantRun[],
  options: SwitchesOptions = {},
): SwitchesRecord {
  const margin = options.margin ?? DEFAULT_MARGIN
  checkNames(variants, options.reference)
  const reasons = variants.map(notMeasured)
  const measured = variants.filter(
    (each, at): each is Measured => reasons[at] === null && each.report !== null,
  )
  const first = measured[0]?.report ?? null
  for (const { name, report } of measured) refuseOtherDataset(name, report, first)
  const reference = chooseReference(measured, options.reference)
  const comparison = reference === null ? null : compare(measured, reference)
  const paired = plannedDifferences(measured, ALPHA, reference, comparison)
  const others = Math.max(1, measured.length - 1)
  // Never above the level of the interval that is shown: a claim must not contradict it.
  const nonInferiorityAlpha = Math.min(ALPHA / 2, ALPHA / others)
  const referenceRun = measured.find(({ name }) => name === reference)
  const exactOf = new Map(measured.map(({ name, report }) => [name, exactIds(report)]))

  const record: Omit<SwitchesRecord, 'advice'> = {
    kind: 'edgejson-switches',
    version: 1,
    tool: { name: packageInfo.name, version: packageInfo.version },
    dataset: first === null ? null : pick(first.dataset),
    settings:
      first === null
        ? null
        : {
            template: first.fingerprint.template,
            maxNewTokens: first.fingerprint.maxNewTokens,
            stop: first.fingerprint.stop,
          },
    alpha: ALPHA,
    margin,
    nonInferiorityAlpha,
    reference,
    differences: paired.size,
    variants: variants.map((variant, at): SwitchVariant => {
      const reason = reasons[at] ?? null
      const report = reason === null ? variant.report : null
      return {
        name: variant.name,
        dtype: variant.dtype,
        constraint: variant.constraint,
        model: report?.model.id ?? null,
        weightsSha256: report?.model.sha256 ?? null,
        bytes: report?.model.bytes ?? variant.bytes,
        machine: report?.machine.label ?? null,
        createdAt: report?.createdAt ?? null,
        figures: report === null ? null : figuresOf(report, options.withoutSpeed ?? false),
        notMeasured: reason,
        against: report === null ? null : against(variant.name),
        constraintEffect: report === null ? null : effect(variant),
      }
    }),
    warnings: [
      ...referenceWarning(variants, reference, options.reference),
      ...powerWarning(referenceRun?.report, margin, nonInferiorityAlpha, measured.length),
      ...speedWarnings(options.withoutSpeed ? [] : measured.map(({ report }) => report).filter(isLive)),
      ...(comparison?.warnings ?? []),
    ],
  }
  return { ...record, advice: adviceOf(record) }

  function against(name: string): AgainstReference | null {
    const difference = reference === null ? undefined : paired.get(keyOf(name, reference))
    const pair = comparison?.against.find(({ candidate }) => candidate === name)
    if (difference === undefined || pair === undefined) return null
    const { bothHit, bothMiss } = pair.paired
    const counts = { bothHit, lost: pair.lost, gained: pair.gained, bothMiss }
    const test = nonInferiority(counts, margin, nonInferiorityAlpha)
    if (test === null) return null
    return { ...difference, nonInferior: test.nonInferior, lossUpperBound: test.lossUpperBound }
  }

  function effect(variant: VariantRun): ConstraintEffect | null {
    const free = freeOf(variant, measured)
    const difference = free === null ? undefined : paired.get(keyOf(variant.name, free.name))
    if (free === null || difference === undefined) return null
    if (free.name === reference || reference === null)
      return { ...difference, lostFree: null, recovered: null }
    const [before, alone, now] = [reference, free.name, variant.name].map((name) => exactOf.get(name))
    const lost = [...(before ?? [])].filter((id) => alone?.has(id) !== true)
    return { ...difference, lostFree: lost.length, recovered: lost.filter((id) => now?.has(id)).length }
  }
}

function checkNames(variants: readonly VariantRun[], reference: string | undefined): void {
  const names = variants.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `two variants have the name ${quoted(twice)}; each needs a name of its own.`,
    )
  }
  if (reference !== undefined && !names.includes(reference)) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `there is no variant ${quoted(reference)}; the variants are ${listed(names)}.`,
    )
  }
}

/** Why a variant has no figures; null where it has them. */
function notMeasured({ report, reason }: VariantRun): string | null {
  if (report === null) return reason ?? 'there is no report'
  const { coverage, totals, dataset, outcome } = report
  if (totals.scored === 0 && outcome.exitCode === 2) return printable(singleLine(outcome.reason), 500)
  if (totals.failed > 0) {
    const failure = firstFailure(report)
    const why = failure === null ? '' : `: ${printable(singleLine(failure), 300)}`
    return `${totals.failed} of ${plural(dataset.examples, 'example')} without an output${why}`
  }
  if (!coverage.complete || totals.scored !== dataset.examples) {
    const why = coverage.reason === null ? '' : ` (${printable(coverage.reason)})`
    return `${totals.scored} of ${plural(dataset.examples, 'example')} ran${why}`
  }
  return totals.scored === 0 ? 'the dataset has no examples' : null
}

function firstFailure({ cases }: RunReport): string | null {
  for (const { state, failure } of cases) if (state === 'failed') return failure
  return null
}

function refuseOtherDataset(name: string, report: RunReport, first: RunReport | null): void {
  if (first === null || report.dataset.sha256 === first.dataset.sha256) return
  throw new EdgejsonError(
    'BAD_REPORT',
    `${quoted(name)} ran on another dataset (${quoted(report.dataset.path)}) or on another version of it; all variants need ` +
      'one dataset. Run it again.',
  )
}

function chooseReference(measured: readonly Measured[], wanted: string | undefined): string | null {
  const found =
    measured.find(({ name }) => name === wanted) ??
    measured.find(({ constraint }) => constraint === null) ??
    measured[0]
  return found?.name ?? null
}

/** Null where only one variant was measured. */
function compare(measured: readonly Measured[], reference: string): ReportComparison | null {
  if (measured.length < 2) return null
  const comparison = compareReports(
    measured.map(({ name, report }) => ({ label: name, key: name, report })),
    { reference: measured.findIndex(({ name }) => name === reference), alpha: ALPHA, metric: 'jsonExact' },
  )
  const examples = measured[0]?.report.dataset.examples ?? 0
  if (comparison.examples === examples) return comparison
  throw new EdgejsonError(
    'BAD_REPORT',
    `only ${comparison.examples} of ${plural(examples, 'example')} have the same prompt, expected value and scoring rules in all ` +
      'variants. Run them with the same options.',
  )
}

/** Whether the time of the run is that of its completions. */
function isLive({ latency, resumed }: RunReport): boolean {
  return latency.measured === 'live' && resumed === 0
}

function figuresOf(report: RunReport, withoutSpeed: boolean): VariantFigures {
  const { totals, cases, latency } = report
  const { jsonExact, jsonExactInterval, schemaCompliance } = totals.lenient
  return {
    exact: totals.exact,
    // Every example was scored, so that none of these is null.
    jsonExact: jsonExact ?? 0,
    jsonExactInterval: jsonExactInterval ?? [0, 1],
    schemaCompliance,
    cutByLimit: countWhere(cases, ({ completion }) => completion?.finishReason === 'length'),
    tokensPerSecond: isLive(report) && !withoutSpeed ? latency.tokensPerSecond : null,
  }
}

function exactIds({ cases }: RunReport): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { id, scores } of cases) if (scores?.lenient.jsonExact === true) ids.add(id)
  return ids
}

function pick({ name, path, sha256, examples }: RunReport['dataset']): SwitchesRecord['dataset'] {
  return { name, path, sha256, examples }
}
