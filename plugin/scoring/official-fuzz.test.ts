import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRecord } from '../core/json/json.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { officialScores } from './official-scores.ts'
import { OWN_PARITY_FILE, parityLines } from './test-support/parity-lines.ts'
import { twoLevelObjects } from './two-level-objects.ts'

/** For development: `EDGEJSON_PYTHON=python3.11 EDGEJSON_SEED=7 npx vitest run official-fuzz`. */
const python = process.env.EDGEJSON_PYTHON
const seed = process.env.EDGEJSON_SEED ?? '1'
const count = process.env.EDGEJSON_COUNT ?? '20000'
const harness = fileURLToPath(new URL('test-support/official_harness.py', import.meta.url))

/** The harness's regular expression. JavaScript's matcher backtracks as Python's does, in exponential time at worst. */
const TWO_LEVELS = /\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g

describe('parity fixture, altered further', () => {
  it('finds the objects that the regular expression of the harness finds', { timeout: 60_000 }, () => {
    const outputs = parityLines(OWN_PARITY_FILE).map((line) => line.output)
    const place = fc.nat(100_000)
    const edit = fc.record({
      at: place,
      remove: fc.nat(6),
      insert: fc.constantFrom('', '{', '}', '{}', '}{', '"', '\n'),
    })
    fc.assert(
      fc.property(fc.constantFrom(...outputs), fc.array(edit, { maxLength: 6 }), (output, edits) => {
        const text = edits.reduce((now, { at, remove, insert }) => {
          const start = at % (now.length + 1)
          return now.slice(0, start) + insert + now.slice(start + remove)
        }, output)
        expect([...twoLevelObjects(text)]).toEqual(text.match(TWO_LEVELS) ?? [])
      }),
      { numRuns: 2_000 },
    )
  })
})

describe.skipIf(python === undefined)(`CPython itself, seed ${seed}`, () => {
  it('scores every text as we do, and finds the same objects', { timeout: 600_000 }, () => {
    const lines = execFileSync(python ?? '', [harness, seed, count], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    const different: unknown[] = []
    const seen = { parsed: 0, exact: 0, complies: 0, partial: 0, matched: 0 }
    for (const text of lines.trimEnd().split('\n')) {
      const read = readWholeJson(text, { nonFinite: true, maxDepth: 2_000 })
      if (!read.ok || !isRecord(read.value) || typeof read.value.output !== 'string')
        throw new Error(`a strange line: ${text.slice(0, 200)}`)
      const { output, expected = null, official, matches } = read.value
      const scores = officialScores(output, expected)
      const ours = {
        parsed: scores.parsed,
        json_exact: scores.jsonExact,
        field_f1: scores.fieldF1,
        schema_compliance: scores.schemaCompliance,
      }
      const found = [...twoLevelObjects(output)]
      if (JSON.stringify([ours, found]) !== JSON.stringify([official, matches]))
        different.push({ output, expected, official, ours })
      seen.parsed += Number(scores.parsed)
      seen.exact += Number(scores.jsonExact)
      seen.complies += Number(scores.schemaCompliance)
      seen.partial += Number(scores.fieldF1 > 0 && scores.fieldF1 < 1)
      seen.matched += Number(found.length > 1)
    }
    expect(different.slice(0, 5)).toEqual([])
    // The texts try something: each outcome is there often.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(Number(count) / 50)
  })
})
