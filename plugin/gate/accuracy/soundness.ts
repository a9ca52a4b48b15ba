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

function duplicateId(cases: GateRun['cases']): string | null {
  const seen = new Set<string>()
  for (const { id } of cases) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return null
}

/** The first failure in words, so that the reason of an invalid run is visible at once. */
function failureNotes({ ids, first }: Failures): string[] {
  const notes = [`No output: ${listed(ids)}.`]
  if (first !== null) notes.push(`First failure, ${quoted(first.id)}: ${printable(first.failure, 300)}`)
  return notes
}

/** The cases without output to score. */
interface Failures {
  readonly ids: readonly string[]
  /** The first that says why. */
  readonly first: { readonly id: string; readonly failure: string } | null
}

/** Cases without output to score: engine errors, time-outs, broken lines. */
export function failuresOf({ cases }: Pick<GateRun, 'cases'>): Failures {
  const ids: string[] = []
  let first: Failures['first'] = null
  for (const each of cases) {
    if (hasResult(each)) continue
    const { id, failure } = each
    ids.push(id)
    if (first === null && failure !== null && failure !== '') first = { id, failure }
  }
  return { ids, first }
}

/** What makes a run inconclusive by itself, whatever the baseline; null if nothing does. */
export function runProblem(run: GateRun, maxErrors: number): Problem | null {
  const { coverage, model } = run
  const failures = failuresOf(run)
  const failed = failures.ids
  const total = plural(run.cases.length, 'example')
  if (failed.length > maxErrors) {
    const verb = failed.length === 1 ? 'has' : 'have'
    return {
      reason: `${failed.length} of ${total} ${verb} no output to score (engine errors, time-outs or broken lines; maxErrors is ${maxErrors})`,
      notes: failureNotes(failures),
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
      return { reason: 'no output was scored', notes: failureNotes(failures) }
  }
  if (model.browser !== undefined && fellBack(model.browser)) {
    return {
      reason: `WebGPU fell back to software (${printable(adapterText(model.browser) ?? '', 100)})`,
      notes: [
        'Run on a machine whose browser has a GPU (engine.browserArgs), take engine.device wasm, or set engine.softwareAdapter to true.',
      ],
    }
  }
  const twice = duplicateId(run.cases)
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
