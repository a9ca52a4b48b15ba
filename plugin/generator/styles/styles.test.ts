import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { benchmarkSchemas } from '../benchmark-schemas.ts'
import { makeExample } from '../example.ts'
import { scalarText } from '../json-text.ts'
import { leavesOf } from '../leaves.ts'
import { createRandom } from '../random.ts'
import { parsers } from '../test-support/parse-prompt.ts'
import { styleNames } from './index.ts'

// Hundreds of examples on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

const random = createRandom('')
const schemas = benchmarkSchemas()

describe.each(styleNames)('%s', (style) => {
  const example = fc
    .record({ seed: fc.string(), schema: fc.constantFrom(...schemas) })
    .map(({ seed, schema }) => ({ schema, ...makeExample({ id: 'x', schema, style, seed }, random) }))

  test('prompt and schema determine the expected value: a parser recovers it', () => {
    fc.assert(
      fc.property(example, ({ schema, prompt, expected }) => {
        expect(parsers[style](prompt, schema)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  test('every value occurs in the prompt literally, and the prompt requests JSON', () => {
    fc.assert(
      fc.property(example, ({ schema, prompt, expected }) => {
        const missing = leavesOf(expected, schema.root).filter(({ value, node }) => {
          const text =
            typeof value === 'number' || typeof value === 'string' ? scalarText(value, node) : String(value)
          return (
            !prompt.includes(text) && !(typeof value === 'boolean' && prompt.toLowerCase().includes(text))
          )
        })
        expect(missing).toEqual([])
        expect(prompt).toMatch(/JSON/)
        expect(prompt).not.toMatch(/\p{Zl}|\p{Zp}|\p{Cc}(?<!\n)/u)
      }),
      { numRuns: 200 },
    )
  })
})
