import { createHash } from 'node:crypto'
import { type CaseRecord, EdgejsonError, type RunReport } from '../../model/index.ts'
import { quoted } from '../../model/printable.ts'
import { byCodeUnit } from '../figures.ts'
import type { GateRun } from '../gate-run.ts'
import { BASELINE_DIGITS, type Baseline, type BaselineEntry, type Recorded } from './baseline.ts'

const SCALE = 10 ** BASELINE_DIGITS
const rounded = (value: number): number => Math.round(value * SCALE) / SCALE
const roundedOrNull = (value: number | null): number | null => (value === null ? null : rounded(value))

/** What changed is read from this: model, engine and machine of a run. */
export function recordedOf(run: Pick<RunReport, 'model' | 'machine'>): Recorded {
  const { model, machine } = run
  return {
    model: model.id,
    modelSha256: model.sha256,
    dtype: model.dtype,
    engine: model.engine,
    engineVersion: model.engineVersion,
    threads: model.threads,
    cpu: machine.cpu,
  }
}

/** What a case leaves in a baseline. */
function entryOf(item: Pick<CaseRecord, 'id' | 'state' | 'scores' | 'completion'>): BaselineEntry {
  const { id, state, scores, completion } = item
  if (state === 'failed' || scores === null) return { id, exact: null, f1: null, class: null, answer: null }
  return {
    id,
    exact: scores.lenient.jsonExact,
    f1: rounded(scores.lenient.fieldF1),
    class: scores.errorClass,
    answer:
      completion === null
        ? null
        : createHash('sha256').update(completion.text, 'utf8').digest('hex').slice(0, 16),
  }
}

/** The entries of a run by id, in code-unit order. Throws BAD_REPORT when an id comes twice. */
export function entriesOf(cases: GateRun['cases']): BaselineEntry[] {
  const entries = cases.map(entryOf).sort((a, b) => byCodeUnit(a.id, b.id))
  entries.forEach((entry, index) => {
    if (index > 0 && entries[index - 1]?.id === entry.id) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `two cases of the run have the id ${quoted(entry.id)}: an id must be unique, or the baseline could not tell ` +
          'them apart. Rename one of them in the dataset.',
      )
    }
  })
  return entries
}

/**
 * The baseline that a run would leave. `previous` passes on its `first`. No times and no dates: the same answers on
 * the same machine give the same file.
 * @throws EdgejsonError BAD_REPORT when an id comes twice.
 */
export function baselineFromRun(run: GateRun, previous: Baseline | null = null): Baseline {
  const { totals, dataset } = run
  const recorded = recordedOf(run)
  return {
    kind: 'edgejson-baseline',
    version: 1,
    name: run.name,
    dataset: {
      file: dataset.path.split('/').at(-1) ?? dataset.path,
      sha256: dataset.sha256,
      examples: dataset.examples,
    },
    fingerprint: run.fingerprint,
    recorded,
    totals: {
      exact: totals.exact,
      scored: totals.scored,
      jsonExact: roundedOrNull(totals.lenient.jsonExact),
      fieldF1: roundedOrNull(totals.lenient.fieldF1),
      schemaCompliance: roundedOrNull(totals.lenient.schemaCompliance),
    },
    first: previous?.first ?? {
      model: recorded.model,
      exact: totals.exact,
      scored: totals.scored,
      datasetSha256: dataset.sha256,
    },
    entries: entriesOf(run.cases),
  }
}
