import { byCodeUnit } from '../../plugin/core/code-unit-order.ts'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { EXTRACTION_VERSION, METRIC_VERSION } from '../../plugin/records/scores.ts'
import { DEFAULT_RULE } from '../../plugin/stats/decision-rule.ts'
import { testAllPairs } from '../compare/index.ts'
import { runLabels } from '../render/run-label.ts'
import { badgeNames } from './render-badge.ts'
import type { Leaderboard, LeaderboardEntry, Refusal, VerifiedRun } from './types.ts'

export interface LeaderboardOptions {
  readonly title?: string
  /** SHA-256 of the board's dataset; without it the one that most runs have. */
  readonly datasetSha256?: string
  /** Two-sided significance level for ranking. Default 0.05. */
  readonly alpha?: number
  /** What was refused before; both lists are carried on. */
  readonly rejected?: readonly Refusal[]
  readonly leftOut?: readonly Refusal[]
}

/** Longest label; a model's name may be anything. */
const LONGEST_LABEL = 120

/**
 * Ranks verified runs of one dataset. Ties are decided by paired tests of all pairs (McNemar mid-p, two-sided, Holm),
 * because the intervals of two models that answered the same examples overlap long before they are equal.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` when there is nothing to rank or no telling which dataset is meant.
 */
export function buildLeaderboard(
  verified: readonly VerifiedRun[],
  options: LeaderboardOptions = {},
): Leaderboard {
  const rejected = [...(options.rejected ?? [])]
  const leftOut = [...(options.leftOut ?? [])]
  const sha256 = options.datasetSha256 ?? commonDataset(verified)
  const ofDataset: VerifiedRun[] = []
  for (const run of [...verified].sort((a, b) => byCodeUnit(a.file, b.file))) {
    if (run.report.dataset.sha256 === sha256) ofDataset.push(run)
    else leftOut.push(refusal(run, 'of another dataset'))
  }
  const { agreeing, odd } = byContent(ofDataset)
  rejected.push(...odd)
  const { runs, copies } = withoutCopies(agreeing)
  leftOut.push(...copies)
  const [first] = runs
  if (first === undefined) {
    const why = rejected[0] ?? leftOut[0]
    const reason =
      why === undefined
        ? 'there are no run reports'
        : `of the reports none can be taken, ${why.file}: ${why.reason}`
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `nothing to rank: ${reason}. Put the report.json of each run into the folder.`,
    )
  }
  const alpha = options.alpha ?? DEFAULT_RULE.alpha
  const { dataset } = first.report
  return {
    kind: 'edgejson-leaderboard',
    version: 1,
    title: options.title ?? `EdgeJSON leaderboard: ${dataset.name}`,
    dataset: { name: dataset.name, sha256, examples: first.totals.examples },
    againstDataset: runs.every(({ againstDataset }) => againstDataset),
    metricVersion: METRIC_VERSION,
    extractionVersion: EXTRACTION_VERSION,
    alpha,
    entries: rank(runs, alpha),
    rejected: sorted(rejected),
    leftOut: sorted(leftOut),
  }
}

function sorted(refusals: readonly Refusal[]): Refusal[] {
  return [...refusals].sort((a, b) => byCodeUnit(a.file, b.file))
}

function refusal({ file, report }: VerifiedRun, reason: string): Refusal {
  return { file, model: report.model.id, reason }
}

function commonDataset(runs: readonly VerifiedRun[]): string {
  const counts = new Map<string, number>()
  for (const { report } of runs)
    counts.set(report.dataset.sha256, (counts.get(report.dataset.sha256) ?? 0) + 1)
  const [most, next] = [...counts].sort(([, a], [, b]) => b - a)
  if (most === undefined) return ''
  if (next === undefined || next[1] < most[1]) return most[0]
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `the reports are of ${counts.size} datasets and none has most of them; name the board's dataset with --dataset FILE`,
  )
}

/**
 * Runs that say the same of prompts and expected values. Where the dataset itself was not at hand, the many are
 * believed and the few are not: a report may carry any expected value under the dataset's hash.
 */
function byContent(runs: readonly VerifiedRun[]): { agreeing: VerifiedRun[]; odd: Refusal[] } {
  const groups = new Map<string, VerifiedRun[]>()
  for (const run of runs) groups.set(run.contentDigest, [...(groups.get(run.contentDigest) ?? []), run])
  const [most, next] = [...groups.values()].sort((a, b) => b.length - a.length)
  const tied = most !== undefined && next !== undefined && next.length === most.length
  const agreeing = most === undefined || tied ? [] : most
  const taken = new Set(agreeing)
  const reason =
    'its prompts or expected values are not those of the other reports with this dataset hash; ' +
    'only the dataset can tell who is right: --dataset FILE'
  return { agreeing, odd: runs.filter((run) => !taken.has(run)).map((run) => refusal(run, reason)) }
}

/** The same model with the same completions is listed once. */
function withoutCopies(runs: readonly VerifiedRun[]): { runs: VerifiedRun[]; copies: Refusal[] } {
  const seen = new Map<string, VerifiedRun>()
  const copies: Refusal[] = []
  for (const run of runs) {
    const { id, dtype, engine, sha256 } = run.report.model
    const { label } = run.report.machine
    const key = JSON.stringify([id, dtype, engine, sha256, label, run.answersDigest])
    const before = seen.get(key)
    if (before === undefined) seen.set(key, run)
    else
      copies.push(
        refusal(run, `the same model on the same machine with the same completions as ${before.file}`),
      )
  }
  return { runs: [...seen.values()], copies }
}

function rank(runs: readonly VerifiedRun[], alpha: number): LeaderboardEntry[] {
  const labels = runLabels(runs.map(({ report }) => report)).map(short)
  const badges = badgeNames(labels)
  const { pairs, ranks } = testAllPairs(
    runs.map(({ outcomes }) => outcomes),
    alpha,
  )
  const tiedWith = (index: number): string[] =>
    pairs
      .filter(({ significant, first, second }) => !significant && (first === index || second === index))
      .map(({ first, second }) => labels[first === index ? second : first] ?? '')
  const entries = runs.map(
    (run, index): LeaderboardEntry => ({
      rank: ranks[index] ?? [1, runs.length],
      label: labels[index] ?? '',
      ...figures(run),
      tiedWith: tiedWith(index),
      badge: `badges/${badges[index]}.svg`,
    }),
  )
  return entries.sort(
    (a, b) => b.jsonExact - a.jsonExact || b.fieldF1 - a.fieldF1 || byCodeUnit(a.label, b.label),
  )
}

function short(label: string, index: number): string {
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL)}… (${index + 1})`
}

type Figures = Omit<LeaderboardEntry, 'rank' | 'label' | 'tiedWith' | 'badge'>

function figures({ file, report, totals, byComplexity, latency, unknownSchemas }: VerifiedRun): Figures {
  const { template, maxNewTokens, stop } = report.fingerprint
  const { lenient, strict, official } = totals
  const live = latency.measured === 'live'
  return {
    file,
    model: report.model,
    settings: { template, maxNewTokens, stop },
    examples: totals.examples,
    exact: totals.exact,
    // Every example of a verified run is scored, and there is at least one.
    jsonExact: lenient.jsonExact ?? 0,
    jsonExactInterval: lenient.jsonExactInterval ?? [0, 1],
    fieldF1: lenient.fieldF1 ?? 0,
    fieldF1Interval: lenient.fieldF1Interval,
    schemaCompliance: unknownSchemas.length > 0 ? null : lenient.schemaCompliance,
    strictExact: strict.jsonExact ?? 0,
    officialExact: official.jsonExact ?? 0,
    byComplexity: Object.entries(byComplexity).map(([key, { examples, exact }]) => ({
      key,
      examples,
      exact,
    })),
    msPerToken: live ? (latency.msPerToken?.p50 ?? null) : null,
    concurrency: live ? latency.concurrency : null,
    totalMs: live ? (latency.totalMs?.p50 ?? null) : null,
    machine: report.machine.label,
    createdAt: report.createdAt,
  }
}
