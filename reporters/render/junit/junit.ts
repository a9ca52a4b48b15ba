import { secondsNumber } from '../../../plugin/core/format.ts'
import type { Energy } from '../../../plugin/records/energy.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import { openTag, type XmlAttributes } from '../xml.ts'
import { caseElement, caseOutcomeKind } from './case.ts'
import { type Counts, count, elementText, type Outcome } from './element.ts'
import { gateElements } from './gate.ts'

/**
 * JUnit XML in pieces: a testsuite for each dataset with a testcase for each example, and one for each gate. The
 * elements and attributes are those that Jenkins, GitLab and GitHub's reporters read. Well-formed for every output:
 * characters that XML cannot contain are written as `\uXXXX`.
 */
export function* renderJunit(reports: readonly RunReport[]): Generator<string> {
  // Counts come before the testcases, and 100,000 testcases should not be kept in memory for them.
  const suites = reports.map((report) => {
    const lost = new Set(report.verdict.comparison?.lost)
    const gate = gateElements(report)
    return {
      report,
      lost,
      gate,
      cases: count(outcomeKinds(report, lost)),
      decisions: count(gate.map(({ outcome }) => outcome?.kind ?? null)),
    }
  })
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `${openTag('testsuites', {
    name: 'edgejson',
    ...totals(suites.flatMap(({ cases, decisions }) => [cases, decisions]).reduce(add, count([]))),
    time: seconds(reports.reduce<number | null>((sum, { durationMs }) => plus(sum, durationMs), null)),
  })}>\n`
  for (const { report, lost, gate, cases, decisions } of suites) {
    const common = { timestamp: report.createdAt, hostname: report.machine.label }
    yield `  ${openTag('testsuite', {
      name: report.dataset.path,
      ...attributes(cases),
      time: seconds(report.durationMs),
      ...common,
    })}>\n${propertiesText(report)}`
    for (const each of report.cases) yield elementText(caseElement(each, report, lost))
    yield '  </testsuite>\n'
    const name = `gate ${report.dataset.path}`
    yield `  ${openTag('testsuite', { name, ...attributes(decisions), ...common })}>\n`
    for (const each of gate) yield elementText(each)
    yield '  </testsuite>\n'
  }
  yield '</testsuites>\n'
}

function* outcomeKinds(report: RunReport, lost: ReadonlySet<string>): Generator<Outcome['kind'] | null> {
  for (const each of report.cases) yield caseOutcomeKind(each, report, lost)
}

function propertiesText(report: RunReport): string {
  const lines = Object.entries(suiteProperties(report))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `      ${openTag('property', { name, value })}/>\n`)
  return `    <properties>\n${lines.join('')}    </properties>\n`
}

function suiteProperties(report: RunReport): Record<string, string | number | null> {
  const { model, dataset, machine, fingerprint, totals, latency, energy, verdict, outcome } = report
  return {
    name: report.name,
    model: model.id,
    model_sha256: model.sha256,
    model_content_sha256: model.contentSha256,
    dtype: model.dtype,
    engine: model.engine,
    engine_version: model.engineVersion,
    dataset_sha256: dataset.sha256,
    template: fingerprint.template,
    machine: machine.label,
    cpu: machine.cpu,
    replayed: String(report.replayed),
    coverage: report.coverage.complete ? 'complete' : (report.coverage.reason ?? 'incomplete'),
    json_exact: primaryRates(totals).jsonExact,
    field_f1: primaryRates(totals).fieldF1,
    own_metric: totals.ownMetric?.mean ?? null,
    schema_compliance: primaryRates(totals).schemaCompliance,
    repeats: report.repeats?.repeats ?? null,
    pass_rate: report.repeats?.passRate ?? null,
    flip_rate: report.repeats?.flipRate ?? null,
    unstable_examples: report.repeats?.unstable.length ?? null,
    throttled: report.throttling === undefined ? null : report.throttling.signs.join(', ') || 'no',
    latency_p50_ms: latency.totalMs?.p50 ?? null,
    latency_p95_ms: latency.totalMs?.p95 ?? null,
    latency_measured: latency.measured,
    latency_concurrency: latency.measured === 'live' ? latency.concurrency : null,
    output_tokens_per_second: latency.tokensPerSecond,
    ...(energy === undefined ? {} : energyProperties(energy)),
    verdict: verdict.state,
    outcome: outcome.state,
    exit_code: outcome.exitCode,
  }
}

/** Joules without a value were not measured; `energy_reason` then says why. */
function energyProperties({ probe, scope, reason, seconds, idleWatts, gross, net }: Energy) {
  return {
    energy_probe: probe,
    energy_scope: scope,
    energy_reason: reason,
    energy_seconds: seconds,
    energy_idle_watts: idleWatts,
    energy_gross_joules: gross?.joules ?? null,
    energy_gross_joules_per_example: gross?.perExample ?? null,
    energy_gross_joules_per_token: gross?.perToken ?? null,
    energy_gross_joules_per_exact: gross?.perExact ?? null,
    energy_net_joules: net?.joules ?? null,
    energy_net_joules_per_example: net?.perExample ?? null,
    energy_net_joules_per_token: net?.perToken ?? null,
    energy_net_joules_per_exact: net?.perExact ?? null,
  }
}

function attributes({ tests, failures, errors, skipped }: Counts): XmlAttributes {
  return { tests, failures, errors, skipped }
}

/** The root element has no count of skipped tests in the schemas of JUnit. */
function totals({ tests, failures, errors }: Counts): XmlAttributes {
  return { tests, failures, errors }
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
function seconds(ms: number | null): string | null {
  return ms === null ? null : secondsNumber(ms)
}
