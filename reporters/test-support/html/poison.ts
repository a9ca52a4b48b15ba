import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { LatencyVerdict } from '../../../plugin/records/latency.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import type { Slice } from '../../../plugin/records/slice.ts'

/** A report in which everything that others may have written says `text`; what must be unique gets a number after it. */
export function poison(report: LoadedReport, text: string): LoadedReport {
  const { verdict, model, machine, latencyGate, energy, energyGate } = report
  return {
    ...report,
    name: text,
    model: {
      ...model,
      id: text,
      specifier: text,
      dtype: text,
      engine: text,
      engineVersion: text,
      sha256: text,
    },
    machine: { ...machine, label: text, cpu: text, platform: text, arch: text, node: text },
    fingerprint: { ...report.fingerprint, template: text },
    dataset: { ...report.dataset, name: text, path: text },
    coverage: { ...report.coverage, reason: text },
    tool: { name: text, version: text, vitest: text },
    byComplexity: poisonKeys(report.byComplexity, text),
    bySchema: poisonKeys(report.bySchema, text),
    bySource: poisonKeys(report.bySource, text),
    officialComparable: { comparable: false, reasons: [text] },
    verdict: {
      ...verdict,
      reason: text,
      notes: [text, text],
      changed: [text],
      baseline: verdict.baseline && { ...verdict.baseline, path: text, model: text },
      slices: [],
    },
    ...(latencyGate === undefined ? {} : { latencyGate: poisonLatency(latencyGate, text) }),
    ...(energy === undefined ? {} : { energy: { ...energy, probe: text, scope: text, reason: text } }),
    ...(energyGate === undefined ? {} : { energyGate: { ...energyGate, reason: text, notes: [text] } }),
    cases: report.cases.map((record, index) => poisonCase(record, text, index)),
  }
}

function poisonLatency(gate: LatencyVerdict, text: string): LatencyVerdict {
  return {
    ...gate,
    machine: text,
    reason: text,
    notes: [text],
    changed: [text],
    baseline: { path: text, model: text },
  }
}

/** One key for each of the old ones; without a prototype, as the gate makes them. */
function poisonKeys(slices: Readonly<Record<string, Slice>>, text: string): Record<string, Slice> {
  const poisoned: Record<string, Slice> = Object.create(null)
  for (const [index, slice] of Object.values(slices).entries())
    poisoned[index === 0 ? text : `${text} ${index}`] = slice
  return poisoned
}

function poisonCase(record: CaseRecord, text: string, index: number): CaseRecord {
  const { completion, scores } = record
  return {
    ...record,
    id: `${text} ${index}`,
    schemaId: text,
    complexity: text,
    source: text,
    prompt: text,
    expected: { [text]: text },
    failure: record.failure === null ? null : text,
    assertion: { passed: false, message: text },
    completion: completion && { ...completion, text },
    scores: scores && {
      ...scores,
      differences: scores.differences.map((difference) => ({
        ...difference,
        path: text,
        expected: text,
        received: text,
      })),
    },
  }
}
