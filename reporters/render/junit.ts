import type { RunReport } from '../../plugin/model/index.ts'
import { caseElement, type JunitOptions } from './junit/case.ts'
import { type Counts, count, type Element, elementText } from './junit/element.ts'
import { gateElements } from './junit/gate.ts'
import { openTag, type XmlAttributes } from './xml.ts'

export type { JunitOptions } from './junit/case.ts'

/**
 * JUnit XML in pieces: a testsuite for each dataset with a testcase for each example, and one for each gate.
 * The elements and attributes are those that Jenkins, GitLab and GitHub's reporters read. Well-formed whatever a
 * model answered: what XML cannot carry is shown as `\uXXXX`.
 */
export function* renderJunit(reports: readonly RunReport[], options: JunitOptions): Generator<string> {
  const total = reports.flatMap((report) => [countCases(report, options), count(gateElements(report))])
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `${openTag('testsuites', {
    name: 'edgejson',
    ...attributes(total.reduce(add, { tests: 0, failures: 0, errors: 0, skipped: 0 })),
    time: seconds(reports.reduce<number | null>((sum, { durationMs }) => plus(sum, durationMs), null)),
  })}>\n`
  for (const report of reports) {
    yield* datasetSuite(report, options)
    yield* gateSuite(report)
  }
  yield '</testsuites>\n'
}

function* datasetSuite(report: RunReport, options: JunitOptions): Generator<string> {
  yield `  ${openTag('testsuite', {
    name: report.dataset.path,
    ...attributes(countCases(report, options)),
    time: seconds(report.durationMs),
    timestamp: report.createdAt,
    hostname: report.machine.label,
  })}>\n    <properties>\n`
  for (const [name, value] of Object.entries(suiteProperties(report))) {
    if (value !== null) yield `      ${openTag('property', { name, value })}/>\n`
  }
  yield '    </properties>\n'
  for (const each of elements(report, options)) yield elementText(each)
  yield '  </testsuite>\n'
}

function* gateSuite(report: RunReport): Generator<string> {
  const gate = gateElements(report)
  yield `  ${openTag('testsuite', {
    name: `gate ${report.dataset.path}`,
    ...attributes(count(gate)),
    timestamp: report.createdAt,
    hostname: report.machine.label,
  })}>\n`
  for (const each of gate) yield elementText(each)
  yield '  </testsuite>\n'
}

/** Elements are made twice, once to count and once to write: 100,000 of them are never in memory together. */
function* elements(report: RunReport, options: JunitOptions): Generator<Element> {
  const lost = new Set(report.verdict.comparison?.lost)
  for (const each of report.cases) yield caseElement(each, report, lost, options)
}

function countCases(report: RunReport, options: JunitOptions): Counts {
  return count(elements(report, options))
}

function suiteProperties(report: RunReport): Record<string, string | number | null> {
  const { model, dataset, machine, fingerprint, totals, latency, verdict } = report
  return {
    name: report.name,
    model: model.id,
    model_sha256: model.sha256,
    dtype: model.dtype,
    engine: model.engine,
    engine_version: model.engineVersion,
    dataset_sha256: dataset.sha256,
    template: fingerprint.template,
    machine: machine.label,
    cpu: machine.cpu,
    replayed: String(report.replayed),
    coverage: report.coverage.complete ? 'complete' : (report.coverage.reason ?? 'incomplete'),
    json_exact: totals.lenient.jsonExact,
    field_f1: totals.lenient.fieldF1,
    schema_compliance: totals.lenient.schemaCompliance,
    latency_p50_ms: latency.totalMs?.p50 ?? null,
    latency_p95_ms: latency.totalMs?.p95 ?? null,
    latency_measured: latency.measured,
    verdict: verdict.state,
  }
}

function attributes({ tests, failures, errors, skipped }: Counts): XmlAttributes {
  return { tests, failures, errors, skipped }
}

function add(a: Counts, b: Counts): Counts {
  return {
    tests: a.tests + b.tests,
    failures: a.failures + b.failures,
    errors: a.errors + b.errors,
    skipped: a.skipped + b.skipped,
  }
}

function plus(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : a + b
}

/** Milliseconds as the seconds of a `time` attribute; left out when not measured. */
export function seconds(ms: number | null): string | null {
  return ms === null ? null : (ms / 1000).toFixed(3)
}
