import { readFileSync } from 'node:fs'
import path from 'node:path'
import { bench, describe } from 'vitest'
import { isRecord } from '../../core/json/json.ts'
import { packageInfo } from '../../core/package-info.ts'
import { promptReader } from './read-prompt.ts'
import { rulesEngine } from './rules-engine.ts'
import { benchmarkSchemas } from './test-support/schemas.ts'

const prompts = readFileSync(path.join(packageInfo.root, 'fixtures/edgejson/train.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .flatMap((line) => {
    const example: unknown = JSON.parse(line)
    return isRecord(example) && typeof example.prompt === 'string' ? [example.prompt] : []
  })
const read = promptReader(benchmarkSchemas)
const engine = rulesEngine({ schemas: benchmarkSchemas })
const requests = prompts.map((text, index) => ({
  id: String(index),
  prompt: { kind: 'text' as const, text },
  maxNewTokens: 2048,
  stop: 'json_complete' as const,
  timeoutMs: 60_000,
}))

describe(`all ${prompts.length} prompts of the train split`, () => {
  bench('the reader alone', () => {
    for (const prompt of prompts) read(prompt)
  })

  bench('the engine', async () => {
    await engine.generate(requests)
  })
})
