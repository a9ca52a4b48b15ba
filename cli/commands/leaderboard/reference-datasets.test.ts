import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSchemas } from '../../../plugin/dataset/index.ts'
import { runLeaderboard } from '../leaderboard.ts'
import { createRescore, referenceDataset } from './reference-datasets.ts'

test('a dataset with its expected values in a second file has them, and an output is scored against the best', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-reference-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, line: object): string => {
    writeFileSync(path.join(folder, name), `${JSON.stringify(line)}\n`)
    return path.join(folder, name)
  }
  const schemas = openSchemas(null)
  const dataset = write('data.jsonl', { id: 'a', prompt: 'A' })
  const gold = write('gold.jsonl', { id: 'a', accepted: [{ x: 1 }, { x: 2 }] })
  const example = referenceDataset(dataset, schemas, null, { file: gold }).examples.get('a')
  expect(example).toMatchObject({ expected: { x: 1 }, accepted: [{ x: 2 }] })

  const rescore = createRescore(schemas)
  const answer = { id: 'a', output: '{"x": 2}', finishReason: 'stop', schemaId: null } as const
  expect(rescore({ ...answer, acceptable: [{ x: 1 }, { x: 2 }] }).lenient.jsonExact).toBe(true)
  expect(rescore({ ...answer, acceptable: [{ x: 1 }] }).lenient.jsonExact).toBe(false)

  const compliance = (required: string) =>
    rescore({ ...answer, schemaId: 'own', schema: { required: [required] }, acceptable: [{ x: 1 }] }).lenient
      .schemaCompliance
  expect(compliance('x')).toBe(true)

  await expect(runLeaderboard(folder, { gold })).rejects.toThrow('--gold')
})
