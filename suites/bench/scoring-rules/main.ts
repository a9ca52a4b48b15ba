import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord, type JsonValue } from '../../../plugin/core/json/json.ts'
import { parseJson } from '../../../plugin/core/json/parse.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import type { ScoringRule } from '../../../plugin/records/scoring-rules.ts'
import { type CompiledRules, compileRules, scoreAnswer } from '../../../plugin/scoring/index.ts'

const ROUNDS = 7
const lines = Number(process.argv[2] ?? 100_000)

const RULES: Readonly<Record<string, readonly ScoringRule[]>> = {
  'texts and numbers': [
    { path: '$..*', text: ['trim', 'case'], number: { absolute: 0.01 } },
    { path: '$..id', exact: true },
  ],
  'all kinds, lists aligned': [
    {
      path: '$..*',
      list: 'aligned',
      text: ['trim', 'whiteSpace', 'case', 'nfkc'],
      number: { relative: 0.001 },
    },
    { path: '$..date', date: ['iso', 'us', 'long'] },
    { path: '$..notes', ignore: true },
    { path: '$..total', weight: 5, required: true },
  ],
}

const dataset = path.join(import.meta.dirname, '../../../fixtures/edgejson/test.jsonl')
const expectedValues = readFileSync(dataset, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const value = parseJson(line)
    const expected = isRecord(value) ? (value.expected ?? value.expected_output) : null
    return (typeof expected === 'string' ? parseJson(expected) : expected) as JsonValue
  })
/** Two of three outputs are exact, as those of a good model; in the others every third text and number is wrong. */
const answers = Array.from({ length: lines }, (_, index) => {
  const expected = expectedValues[index % expectedValues.length] ?? null
  return { expected, output: stringifyJson(index % 3 === 0 ? spoiled(expected, { count: index }) : expected) }
})

console.log(`${lines} outputs on the packaged test split, ${ROUNDS} rounds of plain and rules in turn`)
for (const [name, rules] of Object.entries(RULES)) {
  const compiled = await compileRules(rules)
  const ratios = Array.from({ length: ROUNDS }, () => {
    const plain = seconds(null)
    return { plain, ratio: seconds(compiled) / plain }
  }).sort((a, b) => a.ratio - b.ratio)
  const middle = ratios[ROUNDS >> 1]
  const range = `${ratios[0]?.ratio.toFixed(2)} to ${ratios.at(-1)?.ratio.toFixed(2)}`
  console.log(`${name}: ${middle?.ratio.toFixed(2)} times (${range}) the plain ${middle?.plain.toFixed(2)} s`)
}

/** CPU time of this thread, so that other processes count less. */
function seconds(rules: CompiledRules | null): number {
  const start = process.cpuUsage()
  for (const answer of answers) scoreAnswer({ ...answer, rules })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

function spoiled(value: JsonValue, leaf: { count: number }): JsonValue {
  if (Array.isArray(value)) return value.map((item) => spoiled(item, leaf))
  if (isRecord(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, spoiled(member as JsonValue, leaf)]),
    )
  leaf.count += 1
  if (leaf.count % 3 !== 0) return value
  return typeof value === 'string' ? `${value}?` : typeof value === 'number' ? value + 1 : value
}
