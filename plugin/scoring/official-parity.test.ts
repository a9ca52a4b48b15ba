import { describe, expect, it } from 'vitest'
import { officialScores } from './official-scores.ts'
import { OWN_PARITY_FILE, parityLines, trainParityFile } from './test-support/parity-lines.ts'

/** Lines whose four values differ from those of the official harness. */
function differing(file: string): unknown[] {
  return parityLines(file).flatMap((line) => {
    const scores = officialScores(line.output, line.expected)
    const ours = {
      parsed: scores.parsed,
      json_exact: scores.jsonExact,
      field_f1: scores.fieldF1,
      schema_compliance: scores.schemaCompliance,
    }
    return JSON.stringify(ours) === JSON.stringify(line.official) ? [] : [{ ...line, ours }]
  })
}

describe('the official harness, line by line', () => {
  it('gives the same four values for altered completions of our own test split', () => {
    expect(differing(OWN_PARITY_FILE)).toEqual([])
    const lines = parityLines(OWN_PARITY_FILE)
    expect(lines).toHaveLength(474)
    expect(new Set(lines.map((line) => line.mutation)).size).toBeGreaterThan(40)
  })

  const train = trainParityFile()
  it.skipIf(train === null)(
    'gives the same four values for the train split, where it is present',
    { timeout: 60_000 },
    () => {
      expect(differing(train ?? '')).toEqual([])
    },
  )
})
