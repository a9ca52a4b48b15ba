import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { incomparable, templateChange } from '../../plugin/gate/fingerprint.ts'
import type { Fingerprint } from '../../plugin/records/fingerprint.ts'
import type { NamedRun } from './types.ts'

/**
 * Makes sure that all runs may be compared with the reference; returns what should be warned about.
 *
 * @throws {EdgejsonError} `BAD_REPORT` with the reasons when one may not.
 */
export function refuseIncomparable(
  reference: NamedRun,
  runs: readonly NamedRun[],
  allowed: boolean,
): string[] {
  const warnings: string[] = []
  for (const run of runs) {
    const { forbidden, settings } = comparability(reference.report.fingerprint, run.report.fingerprint)
    const names = `${printable(reference.label)} → ${printable(run.label)}`
    if (forbidden.length > 0) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `these runs cannot be compared (${names}): ${forbidden.join('; ')}. Scores of other metrics say nothing about ` +
          'each other; run both with one release.',
      )
    }
    if (settings.length === 0) continue
    if (!allowed) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `these runs have different settings (${names}): ${settings.join('; ')}. Run both alike, or compare the ` +
          'settings together with the models: edgejson compare --allow-different-settings.',
      )
    }
    warnings.push(`different settings (${names}): ${settings.join('; ')}`)
  }
  return warnings
}

interface Comparability {
  /** Why the scores may never be compared: another extraction or other metrics. */
  readonly forbidden: readonly string[]
  /** Different settings of the requests: template, token limit, stop criterion. */
  readonly settings: readonly string[]
}

/** Whether runs with these settings may be compared; both lists are empty when they may. */
function comparability(reference: Fingerprint, candidate: Fingerprint): Comparability {
  const { extractionVersion, metricVersion } = candidate
  const template = templateChange(reference, candidate)
  return {
    forbidden: incomparable(reference, { ...reference, extractionVersion, metricVersion }),
    settings: [
      ...(template === null ? [] : [template]),
      ...incomparable({ ...reference, extractionVersion, metricVersion }, candidate),
    ],
  }
}
