import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/**
 * A report as JSON text in pieces: one line for each top-level field and for each case, so that a file of 100,000 cases
 * is never one string and line tools can read it. Integers above 2^53 in expected values are written with all their
 * digits.
 */
export function* renderJson(report: RunReport): Generator<string> {
  const { cases, ...rest } = report
  yield '{\n'
  for (const [key, value] of Object.entries(rest)) {
    yield `${JSON.stringify(key)}:${JSON.stringify(value)},\n`
  }
  yield '"cases":['
  let separator = '\n'
  for (const each of cases) {
    yield separator + caseText(each)
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** One case as one line of JSON, its `expected` last. */
export function caseText({ expected, accepted, ...rest }: CaseRecord): string {
  // Only values of the dataset may contain a bigint, which JSON.stringify rejects; they are written last.
  const further = accepted === undefined ? '' : `,"accepted":${stringifyJson([...accepted])}`
  return `${JSON.stringify(rest).slice(0, -1)}${further}${expected === undefined ? '' : `,"expected":${stringifyJson(expected)}`}}`
}
