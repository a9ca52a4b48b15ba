import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { comparability } from './comparable.ts'
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
        `these runs were asked in different ways (${names}): ${settings.join('; ')}. Run both alike, or compare the ` +
          'settings together with the models: --allow-different-settings.',
      )
    }
    warnings.push(`asked in different ways (${names}): ${settings.join('; ')}`)
  }
  return warnings
}
