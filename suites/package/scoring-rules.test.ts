import { expect, test } from 'vitest'
import { isRecord, type JsonValue } from '../../plugin/core/json/json.ts'
import { parseJson } from '../../plugin/core/json/parse.ts'
import { SCORING_RULE, type ScoringRule } from '../../plugin/records/scoring-rules.ts'
import { compileRules } from '../../plugin/scoring/index.ts'
import { snippetsOf } from './support/doc-pages.ts'

const PAGE = 'docs/reference/scoring-rules.md'

interface DocumentedExample {
  readonly line: number
  readonly rules: readonly ScoringRule[]
  readonly expected: JsonValue
  readonly accepts: JsonValue
  readonly rejects: JsonValue
}

const examples = snippetsOf(PAGE)
  .filter(({ language }) => language === 'json')
  .map(({ line, code }) => ({ line, ...(parseJson(code) as object) }) as DocumentedExample)

test.each(examples.map((each) => [each.line, each] as const))(
  `${PAGE}:%i accepts and rejects as it says`,
  async (_, { rules, expected, accepts, rejects }) => {
    const compiled = await compileRules(rules)
    expect(compiled.score(accepts, expected)).toMatchObject({ exact: true, f1: 1 })
    expect(compiled.score(rejects, expected).exact).toBe(false)
  },
)

test('every part of a rule has an example', () => {
  const schema: unknown = SCORING_RULE
  const parts = isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : []
  const shown = new Set(examples.flatMap(({ rules }) => rules.flatMap(Object.keys)))
  expect(parts.length).toBeGreaterThan(10)
  // A comparator is a module; its example is TypeScript.
  expect(parts.filter((part) => !shown.has(part) && part !== 'comparator')).toEqual([])
})
