import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isRecord } from '../model/json.ts'
import { parseJson } from '../model/parse-json.ts'
import { officialScores } from './official-scores.ts'

/** What the official harness gave for altered answers of the train split. Not part of the project. */
const file = fileURLToPath(new URL('../../../shared/parity/official_scores_train.jsonl', import.meta.url))

describe.skipIf(!existsSync(file))('the official harness, line by line', () => {
  it('gives the same four values', { timeout: 60_000 }, () => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const different: unknown[] = []
    for (const text of lines) {
      const line = parseJson(text)
      if (!isRecord(line) || typeof line.output !== 'string') throw new Error(`a strange line: ${text}`)
      const scores = officialScores(line.output, line.expected ?? null)
      const ours = {
        parsed: scores.parsed,
        json_exact: scores.jsonExact,
        field_f1: scores.fieldF1,
        schema_compliance: scores.schemaCompliance,
      }
      if (JSON.stringify(ours) !== JSON.stringify(line.official)) different.push({ ...line, ours })
    }
    expect(different).toEqual([])
    expect(lines.length).toBeGreaterThan(2_500)
  })
})
