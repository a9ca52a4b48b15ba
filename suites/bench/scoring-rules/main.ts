import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isRecord, type JsonValue } from '../../../plugin/core/json/json.ts'
import { parseJson } from '../../../plugin/core/json/parse.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import type { ScoringRule } from '../../../plugin/records/scoring-rules.ts'
import { type CompiledRules, compileRules, scoreAnswer } from '../../../plugin/scoring/index.ts'
import { type Section, sectionText, writeSection } from '../shared/docs-section.ts'
import { markdownTable } from '../shared/markdown-table.ts'
import { commit, cpuName, loadText, minuteText, ROOT } from '../shared/provenance.ts'
import { runBench } from '../shared/run-bench.ts'
import { wholeNumber } from '../shared/whole-number.ts'

const HELP = `npm run bench:scoring-rules -- [options]

CPU time of scoring with rules over scoring without, in interleaved rounds.

  --lines N     outputs to score. Default 100000
  --rounds N    rounds. Default 7
  --docs        write the figures into docs/explanation/benchmarks.md too
`
const SECTION: Section = {
  begin: '<!-- scoring rules: written by `npm run bench:scoring-rules -- --docs`, not by hand -->',
  end: '<!-- end of scoring rules -->',
}

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

interface Options {
  readonly lines: number
  readonly rounds: number
  readonly docs: boolean
  readonly help: boolean
}

interface Answer {
  readonly expected: JsonValue
  readonly output: string
}

/** Runs the bench; returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: 'bench:scoring-rules', help: HELP, read, run }, args)
}

function read(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '7' },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    lines: wholeNumber('--lines', values.lines),
    rounds: wholeNumber('--rounds', values.rounds),
    docs: values.docs,
    help: values.help,
  }
}

async function run({ lines, rounds, docs }: Options): Promise<void> {
  const answers = answersOf(lines)
  const head =
    `${lines} outputs on the packaged test split, ${rounds} rounds of plain and rules in turn; ` +
    `${cpuName()}, Node.js ${process.version}; ` +
    `${minuteText()}, commit ${commit() ?? 'unknown'}, ${loadText()}.`
  const rows: string[][] = []
  for (const [name, rules] of Object.entries(RULES)) {
    const compiled = await compileRules(rules)
    const measured = Array.from({ length: rounds }, () => {
      const plain = seconds(answers, null)
      return { plain, ratio: seconds(answers, compiled) / plain }
    }).sort((a, b) => a.ratio - b.ratio)
    const [first, middle, last] = [measured[0], measured[measured.length >> 1], measured.at(-1)]
    if (first === undefined || middle === undefined || last === undefined) continue
    rows.push([
      name,
      middle.plain.toFixed(2),
      middle.ratio.toFixed(2),
      first.ratio.toFixed(2),
      last.ratio.toFixed(2),
    ])
  }
  const table = markdownTable(['rules', 'plain, CPU s', 'with rules / plain', 'rounds from', 'to'], rows)
  const command = `npm run bench:scoring-rules -- --lines ${lines} --rounds ${rounds}`
  const text = sectionText(command, head, table)
  process.stdout.write(`${text}\n`)
  if (docs) writeSection(SECTION, text)
}

/** Two of three outputs are exact, as those of a good model; in the others every third text and number is wrong. */
function answersOf(lines: number): readonly Answer[] {
  const expectedValues = readFileSync(path.join(ROOT, 'fixtures/edgejson/test.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value = parseJson(line)
      const expected = isRecord(value) ? (value.expected ?? value.expected_output) : null
      return (typeof expected === 'string' ? parseJson(expected) : expected) as JsonValue
    })
  return Array.from({ length: lines }, (_, index) => {
    const expected = expectedValues[index % expectedValues.length] ?? null
    return {
      expected,
      output: stringifyJson(index % 3 === 0 ? spoiled(expected, { count: index }) : expected),
    }
  })
}

/** CPU time of this thread, so that other processes count less. */
function seconds(answers: readonly Answer[], rules: CompiledRules | null): number {
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
