import Type from 'typebox'
import { checker } from '../../../plugin/core/schema/checker.ts'
import { runReportSchema } from '../../../plugin/records/run-report.ts'
import { readRunReport } from '../../../plugin/records/read-report.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { renderJson } from '../../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../../reporters/test-support/benchmark.ts'

const ROUNDS = 9
const cases = Number(process.argv[2] ?? 100_000)

const base = collected({ examples: 500, fate: typicalFate })
const small = report(base, { baseline: baselineOf(base) })
const repeated = Array.from({ length: cases }, (_, i) => small.cases[i % small.cases.length])
const text = JSON.stringify({ ...JSON.parse([...renderJson(small)].join('')), cases: repeated })

const check = checker(Type.Unsafe<RunReport>(runReportSchema()))
const contenders: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['by hand (readRunReport)', (value) => readRunReport(value)],
  ['ajv (checker)', (value) => check(value, { code: 'BAD_REPORT', noun: 'field' })],
]

const value: unknown = JSON.parse(text)
console.log(
  `${cases} cases, ${(text.length / 1e6).toFixed(0)} MB; median of ${ROUNDS} rounds in turn, first call apart`,
)
for (const [name, run] of contenders)
  console.log(`${name}: first call ${time(() => run(value)).toFixed(0)} ms`)
const times = new Map(contenders.map(([name]) => [name, [] as number[]]))
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of contenders) times.get(name)?.push(time(() => run(value)))
}
for (const [name, all] of times) {
  const sorted = all.toSorted((a, b) => a - b)
  console.log(
    `${name}: ${sorted[ROUNDS >> 1]?.toFixed(1)} ms (${sorted[0]?.toFixed(1)} to ${sorted.at(-1)?.toFixed(1)})`,
  )
}
console.log(`JSON.parse of the same text: ${time(() => JSON.parse(text)).toFixed(0)} ms`)

function time(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}
