import { createHash } from 'node:crypto'
import { byCodeUnit } from '../../core/code-unit-order.ts'
import { EdgejsonError } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import type {
  Baseline,
  BaselineEntry,
  BaselineHeader,
  BaselineTotals,
  Provenance,
} from '../../records/baseline.ts'
import { adapterText, browserText } from '../../records/browser-info.ts'
import type { CaseRecord } from '../../records/case.ts'
import { complianceOf, errorClassOf, hasResult } from '../../records/case-result.ts'
import type { GateMetric } from '../../records/gate-metric.ts'
import type { RunReport } from '../../records/run-report.ts'
import { primaryScores } from '../../records/scores.ts'
import type { GateRun } from '../input.ts'
import { isAlwaysStored, rounded, valueOfCase } from '../metric-value.ts'

/** Provenance: model, engine and machine of a run, from which "what changed" is listed. */
export function provenanceOf(run: Pick<RunReport, 'model' | 'machine'>): Provenance {
  const { model, machine } = run
  return {
    model: model.id,
    modelSha256: model.sha256,
    contentSha256: model.contentSha256,
    tokenizerSha256: model.parts?.tokenizer ?? null,
    chatTemplateSha256: model.parts?.chatTemplate ?? null,
    generationConfigSha256: model.parts?.generationConfig ?? null,
    modelConfigSha256: model.parts?.modelConfig ?? null,
    dtype: model.dtype,
    engine: model.engine,
    engineVersion: model.engineVersion,
    numerics: model.numerics,
    ...(model.device === undefined ? {} : { device: model.device }),
    ...browserOf(model),
    ...(model.constraint === undefined ? {} : { constraint: model.constraint }),
    threads: model.threads,
    // A replay computes nothing: the CPU is the one on which the completions were recorded.
    cpu: model.cpu ?? machine.cpu,
  }
}

function browserOf({ browser }: RunReport['model']): Pick<Provenance, 'browser' | 'adapter'> {
  if (browser === undefined) return {}
  const adapter = adapterText(browser)
  return { browser: browserText(browser), ...(adapter === null ? {} : { adapter }) }
}

/** The baseline entry of a case. Without its text (option `texts`) the answer of an output is not known. */
function entryOf(
  item: Pick<CaseRecord, 'id' | 'hash' | 'critical' | 'state' | 'scores' | 'compliance' | 'completion'>,
  hasTexts: boolean,
): BaselineEntry {
  const { id, hash, critical, scores, completion } = item
  const primary = primaryScores(scores)
  if (!hasResult(item))
    return { id, exact: null, f1: null, compliant: null, class: null, answer: null, critical, hash }
  return {
    id,
    exact: primary?.jsonExact ?? null,
    f1: primary === undefined ? null : rounded(primary.fieldF1),
    compliant: complianceOf(item),
    class: errorClassOf(item),
    answer:
      completion === null || !hasTexts
        ? null
        : createHash('sha256').update(completion.text, 'utf8').digest('hex').slice(0, 16),
    critical,
    hash,
  }
}

/**
 * The entries of a run by id, in code-unit order, with the values of a metric that they do not hold anyway. Throws BAD_REPORT
 * for a duplicate id.
 */
export function entriesOf(
  { cases, texts }: { readonly cases: Iterable<CaseRecord>; readonly texts?: RunReport['texts'] },
  metric?: GateMetric,
): BaselineEntry[] {
  const hasTexts = texts === undefined
  const withValue = (item: CaseRecord): BaselineEntry =>
    metric === undefined || isAlwaysStored(metric)
      ? entryOf(item, hasTexts)
      : { ...entryOf(item, hasTexts), value: valueOfCase(item, metric) }
  const entries = Array.from(cases, withValue).sort((a, b) => byCodeUnit(a.id, b.id))
  entries.forEach((entry, index) => {
    if (index > 0 && entries[index - 1]?.id === entry.id) {
      throw new EdgejsonError(
        'BAD_REPORT',
        `two cases of the run have the id ${quoted(entry.id)}: an id must be unique, because the baseline identifies ` +
          'examples by it. Rename one of them in the dataset.',
      )
    }
  })
  return entries
}

/** Totals of entries, as in a header. */
export function totalsOf(entries: readonly BaselineEntry[]): BaselineTotals {
  const mean = (values: readonly (number | boolean)[]): number | null =>
    values.length === 0
      ? null
      : rounded(values.reduce<number>((sum, each) => sum + Number(each), 0) / values.length)
  const exact = entries.flatMap((entry) => entry.exact ?? [])
  return {
    exact: exact.filter(Boolean).length,
    scored: exact.length,
    jsonExact: mean(exact),
    fieldF1: mean(entries.flatMap(({ f1 }) => f1 ?? [])),
    schemaCompliance: mean(entries.flatMap(({ compliant }) => compliant ?? [])),
  }
}

/** The dataset as in a header. */
export function datasetOf({ path, sha256, examples }: GateRun['dataset']): BaselineHeader['dataset'] {
  return { file: path.split('/').at(-1) ?? path, sha256, examples }
}

/**
 * The baseline that a run would leave. `previous` passes on its `first`. No times and no dates: the same answers on
 * the same machine give the same file.
 * @throws EdgejsonError BAD_REPORT for a duplicate id.
 */
export function baselineFromRun(
  run: GateRun,
  previous: Baseline | null = null,
  metric?: GateMetric,
): Baseline {
  const { totals, dataset } = run
  const provenance = provenanceOf(run)
  const entries = entriesOf(run, metric)
  return {
    kind: 'edgejson-baseline',
    version: 1,
    name: run.name,
    dataset: datasetOf(dataset),
    fingerprint: run.fingerprint,
    ...(metric === undefined || isAlwaysStored(metric) ? {} : { metric }),
    provenance,
    totals: totalsOf(entries),
    first: previous?.first ?? {
      model: provenance.model,
      exact: totals.exact,
      scored: totals.scored,
      datasetSha256: dataset.sha256,
    },
    entries,
  }
}
