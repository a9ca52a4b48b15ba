// Simulates the gate: how often it calls equal models a regression, and how often it finds a true loss.
// Prints the tables of docs/explanation/gate-statistics.md; `--write` puts them there, `--check` exits 1 when they differ.
//   npm run build && node scripts/simulate-gate.mjs [--runs 20000] [--seed 158] [--write | --check]
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { collapsedSchemas } from '../dist.modules/plugin/gate/accuracy/slices.js'
import { DEFAULT_GATE } from '../dist.modules/plugin/gate/input.js'
import { primaryOutcome } from '../dist.modules/plugin/stats/decision-rule.js'
import { detectableLoss, regressionPower } from '../dist.modules/plugin/stats/power.js'
import { createRandomSource } from '../dist.modules/plugin/stats/random.js'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '158' },
    write: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const random = createRandomSource(values.seed)
const chance = (p) => random.next() < p

/** The packaged test split has 25 schemas; here each has every 25th example. */
const SCHEMAS = 25
const casesOf = (n) =>
  Array.from({ length: n }, (_, i) => ({
    id: String(i),
    schemaId: `schema-${i % SCHEMAS}`,
    complexity: null,
    source: null,
  }))

/** One pair of models on n examples; true when the gate calls the second a regression. */
function isCalledRegression(cases, base, lossRate, winRate) {
  const before = new Uint8Array(cases.length)
  const after = new Uint8Array(cases.length)
  const lostBySchema = new Uint8Array(SCHEMAS)
  let lost = 0
  let gained = 0
  for (let i = 0; i < cases.length; i += 1) {
    before[i] = chance(base) ? 1 : 0
    const flips = before[i] === 1 ? chance(lossRate / base) : chance(winRate / (1 - base))
    after[i] = flips ? 1 - before[i] : before[i]
    if (!flips) continue
    if (before[i] === 1) {
      lost += 1
      lostBySchema[i % SCHEMAS] += 1
    } else gained += 1
  }
  if (primaryOutcome(lost, gained, cases.length, DEFAULT_GATE) === 'regression') return true
  // The second rule can only apply where a whole schema was lost; asking it each time would take minutes.
  if (lostBySchema.every((count) => count < 5)) return false
  const outcomes = (side) => new Map(cases.map(({ id }, i) => [id, side[i] === 1]))
  return collapsedSchemas(cases, outcomes(before), outcomes(after)).length > 0
}

function simulate(n, base, lossRate, winRate) {
  const cases = casesOf(n)
  let called = 0
  for (let run = 0; run < runs; run += 1) {
    if (isCalledRegression(cases, base, lossRate, winRate)) called += 1
  }
  return called / runs
}

const percent = (rate) => `${(100 * rate).toFixed(1)} %`
const SIZES = [158, 629]

function falseAlarms() {
  const lines = [
    '| exact before | examples that change | 158: simulated | exact | 629: simulated | exact |',
    '|---|---|---|---|---|---|',
  ]
  for (const base of [0.25, 0.55, 0.9]) {
    for (const flips of [0.02, 0.05, 0.1, 0.2]) {
      const cells = SIZES.flatMap((n) => [
        percent(simulate(n, base, flips / 2, flips / 2)),
        percent(regressionPower(n, flips / 2, flips / 2, DEFAULT_GATE)),
      ])
      lines.push(`| ${Math.round(100 * base)} % | ${Math.round(100 * flips)} % | ${cells.join(' | ')} |`)
    }
  }
  return lines
}

function power() {
  const lines = [
    '| true loss | lost | gained | 158: simulated | exact | 629: simulated | exact |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const loss of [0.03, 0.05, 0.08]) {
    for (const gained of [0, 0.02, 0.05]) {
      const cells = SIZES.flatMap((n) => [
        percent(simulate(n, 0.55, loss + gained, gained)),
        percent(regressionPower(n, loss + gained, gained, DEFAULT_GATE)),
      ])
      const points = [loss, loss + gained, gained].map((rate) => Math.round(100 * rate))
      lines.push(`| ${points[0]} points | ${points[1]} % | ${points[2]} % | ${cells.join(' | ')} |`)
    }
  }
  return lines
}

const detectable = [25, 57, 76, 158, 629, 5000].map((n) => `${n}: ${(100 * detectableLoss(n)).toFixed(1)}`)

const text = [
  `Equal models (α ${DEFAULT_GATE.alpha}, smallest effect ${100 * DEFAULT_GATE.minEffect} points; ${runs} simulated pairs a cell, seed ${values.seed}): how often the gate says \`regression\`.`,
  '',
  ...falseAlarms(),
  '',
  `Worse models (55 % exact before): how often the gate says \`regression\`.`,
  '',
  ...power(),
  '',
  `Smallest true loss in points that is called a regression with 80 % probability, if nothing is gained, by number of examples: ${detectable.join(', ')}.`,
].join('\n')

/** The formatter aligns tables; only their cells count. */
const unpadded = (markdown) => markdown.replace(/ *\| */g, '|').replace(/-{3,}/g, '---')

const BEGIN = '<!-- simulated: begin -->'
const END = '<!-- simulated: end -->'
if (values.write || values.check) {
  const file = fileURLToPath(new URL('../docs/explanation/gate-statistics.md', import.meta.url))
  const old = readFileSync(file, 'utf8')
  const [head, rest] = old.split(BEGIN)
  const tail = rest?.split(END)[1]
  if (tail === undefined) throw new Error(`${file} lacks the marks ${BEGIN} and ${END}`)
  const next = `${head}${BEGIN}\n${text}\n${END}${tail}`
  if (values.write) writeFileSync(file, next)
  else if (unpadded(next) !== unpadded(old)) {
    console.error(
      'docs/explanation/gate-statistics.md does not hold these tables: run node scripts/simulate-gate.mjs --write',
    )
    process.exitCode = 1
  }
} else console.log(text)
