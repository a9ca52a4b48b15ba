import { plural } from '../../core/format.ts'
import { listed, printable, quoted } from '../../core/printable.ts'
import { adapterText, fellBack } from '../../records/browser-info.ts'
import { hasResult } from '../../records/case-result.ts'
import type { GateRun } from '../input.ts'

/** Why a run is inconclusive, with additional notes. */
export interface Problem {
  readonly reason: string
  readonly notes: readonly string[]
}

/** The first failure in words, so that the reason of an invalid run is visible at once. */
function failureNotes({ failed: ids, first }: CaseFaults): string[] {
  const notes = [`No output: ${listed(ids)}.`]
  if (first !== null) notes.push(`First failure, ${quoted(first.id)}: ${printable(first.failure, 300)}`)
  return notes
}

/** What single cases say against a run. */
export interface CaseFaults {
  /** Ids of the cases without output to score: engine errors, time-outs, broken lines. */
  readonly failed: readonly string[]
  /** The first of them that says why. */
  readonly first: { readonly id: string; readonly failure: string } | null
  /** The first id that two cases have. */
  readonly twice: string | null
}

/** What single cases say against a run, found in one pass. */
export function caseFaults({ cases }: Pick<GateRun, 'cases'>): CaseFaults {
  const seen = new Set<string>()
  const failed: string[] = []
  let first: CaseFaults['first'] = null
  let twice: string | null = null
  for (const each of cases) {
    const { id, failure } = each
    if (twice === null && seen.has(id)) twice = id
    seen.add(id)
    if (hasResult(each)) continue
    failed.push(id)
    if (first === null && failure !== null && failure !== '') first = { id, failure }
  }
  return { failed, first, twice }
}

/** What makes a run inconclusive by itself, whatever the baseline; null if nothing does. */
export function runProblem(
  run: GateRun,
  maxErrors: number,
  faults: CaseFaults = caseFaults(run),
): Problem | null {
  const { coverage, model } = run
  const { failed, twice } = faults
  const total = plural(run.cases.length, 'example')
  if (failed.length > maxErrors) {
    const verb = failed.length === 1 ? 'has' : 'have'
    return {
      reason: `${failed.length} of ${total} ${verb} no output to score (engine errors, time-outs or broken lines; maxErrors is ${maxErrors})`,
      notes: failureNotes(faults),
    }
  }
  if (coverage.complete || coverage.reason === null || coverage.reason.startsWith('interrupted')) {
    if (coverage.ran === 0 || run.cases.length === 0) {
      return { reason: 'no example ran', notes: ['An empty run is inconclusive: see the errors above.'] }
    }
    if (!coverage.complete || coverage.ran < coverage.planned) {
      const why = coverage.reason === null ? '' : `, the run was ${printable(coverage.reason)}`
      return {
        reason: `${coverage.planned - coverage.ran} of ${plural(coverage.planned, 'example')} did not run${why}`,
        notes: [
          'Run the whole dataset again; with a content hash of the model, the new run resumes this one.',
        ],
      }
    }
    if (failed.length === run.cases.length)
      return { reason: 'no output was scored', notes: failureNotes(faults) }
  }
  if (model.browser !== undefined && fellBack(model.browser)) {
    return {
      reason: `WebGPU fell back to software (${printable(adapterText(model.browser) ?? '', 100)})`,
      notes: [
        'Run on a machine whose browser has a GPU (engine.browserArgs), take engine.device wasm, or set engine.softwareAdapter to true.',
      ],
    }
  }
  return twice === null
    ? null
    : {
        reason: `two cases have the id ${quoted(twice)}`,
        notes: ['An id must be unique in its dataset: rename one of them.'],
      }
}

/** Why the run does not cover the dataset, e.g. `limited (5 of 158 examples ran)`; null if it covers it. */
export function coverageGap(run: GateRun): string | null {
  const { complete, reason, ran, planned } = run.coverage
  return complete
    ? null
    : `${printable(reason ?? 'incomplete')} (${ran} of ${plural(planned, 'example')} ran)`
}
