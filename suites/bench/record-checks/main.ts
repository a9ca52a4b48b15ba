import { parseRunReport } from '../../../plugin/records/run-report.ts'
import { renderJson } from '../../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../../reporters/test-support/benchmark.ts'

const ROUNDS = 9
const cases = Number(process.argv[2] ?? 100_000)

const base = collected({ examples: 500, fate: typicalFate })
const small = report(base, { baseline: baselineOf(base) })
const repeated = Array.from({ length: cases }, (_, i) => small.cases[i % small.cases.length])
const text = JSON.stringify({ ...JSON.parse([...renderJson(small)].join('')), cases: repeated })

const value: unknown = JSON.parse(text)
console.log(`${cases} cases, ${(text.length / 1e6).toFixed(0)} MB; median of ${ROUNDS} rounds`)
console.log(
  `first check, with the compilation of the schema: ${time(() => parseRunReport(value)).toFixed(0)} ms`,
)
const times = Array.from({ length: ROUNDS }, () => time(() => parseRunReport(value))).sort((a, b) => a - b)
console.log(
  `check: ${times[ROUNDS >> 1]?.toFixed(1)} ms (${times[0]?.toFixed(1)} to ${times.at(-1)?.toFixed(1)})`,
)
console.log(`JSON.parse of the same text: ${time(() => JSON.parse(text)).toFixed(0)} ms`)

function time(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}
