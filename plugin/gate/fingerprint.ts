import { printable } from '../core/printable.ts'
import type { Provenance } from '../records/baseline.ts'
import type { Fingerprint } from '../records/fingerprint.ts'

const short = (hash: string): string => printable(hash, 8)

/** A value of either side, printable; null is "unknown". */
const shown = (value: string | number | null): string =>
  value === null ? 'unknown' : printable(String(value), 60)

/**
 * Settings of the whole run that differ and forbid a comparison, a phrase for each; empty if the runs are
 * comparable. Whether a single example is the same on both sides is decided by its hash, see `matchExamples`.
 * A different model is allowed: comparing models is the purpose of the baseline.
 */
export function incomparable(baseline: Fingerprint, run: Fingerprint): string[] {
  const reasons: string[] = []
  const add = (what: string, before: string, after: string): void => {
    reasons.push(`${what} ${before} → ${after}`)
  }
  const settings = [
    ['token limit', 'maxNewTokens'],
    ['stop criterion', 'stop'],
    ['reasoning markers', 'reasoning'],
    ['sampling', 'sampling'],
    ['extraction version', 'extractionVersion'],
    ['metric version', 'metricVersion'],
  ] as const
  for (const [what, key] of settings) {
    if (baseline[key] !== run[key]) add(what, shown(baseline[key] ?? 'greedy'), shown(run[key] ?? 'greedy'))
  }
  const [before, now] = [baseline.repeats ?? 1, run.repeats ?? 1]
  if (before !== now) add('repeats', shown(before), shown(now))
  const rules = ({ scoringRules = 'none' }: Fingerprint): string => short(scoringRules)
  if (baseline.scoringRules !== run.scoringRules) add('scoring rules', rules(baseline), rules(run))
  return reasons
}

/** `prompt template official (3f…) → chat (9c…)`; null if unchanged. */
export function templateChange(baseline: Fingerprint, run: Fingerprint): string | null {
  if (baseline.templateSha256 === run.templateSha256) return null
  const name = (side: Fingerprint): string =>
    `${printable(side.template, 40)} (${short(side.templateSha256)})`
  return `prompt template ${name(baseline)} → ${name(run)}`
}

/** Differences in provenance, e.g. `dtype q8 → q4`; none of them forbids the comparison. */
export function whatChanged(baseline: Provenance, run: Provenance): string[] {
  const fields = [
    ['model', 'model'],
    ['weights (SHA-256)', 'modelSha256'],
    ['tokenizer (SHA-256)', 'tokenizerSha256'],
    ['chat template (SHA-256)', 'chatTemplateSha256'],
    ['generation config (SHA-256)', 'generationConfigSha256'],
    ['model config (SHA-256)', 'modelConfigSha256'],
    ['dtype', 'dtype'],
    ['engine', 'engine'],
    ['engine version', 'engineVersion'],
    ['numerics', 'numerics'],
    ['device', 'device'],
    ['browser', 'browser'],
    ['adapter', 'adapter'],
    ['constraint', 'constraint'],
    ['threads', 'threads'],
    ['CPU', 'cpu'],
  ] as const
  const changes: string[] = []
  for (const [what, key] of fields) {
    const [before, after] = [baseline[key] ?? null, run[key] ?? null]
    if (before === after) continue
    const show = (value: string | number | null): string =>
      value === null && (key === 'constraint' || key === 'browser' || key === 'adapter')
        ? 'none'
        : key.endsWith('Sha256') && typeof value === 'string'
          ? short(value)
          : shown(value)
    changes.push(`${what} ${show(before)} → ${show(after)}`)
  }
  // The hashes of the parts are more precise. A module that exports one hash of everything has no parts.
  const [before, after] = [baseline.contentSha256, run.contentSha256]
  if (
    before !== after &&
    before !== null &&
    after !== null &&
    !changes.some((each) => each.includes('(SHA-256)'))
  ) {
    changes.push(`content (SHA-256) ${short(before)} → ${short(after)}`)
  }
  return changes
}
