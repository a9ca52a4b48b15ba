import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageInfo } from '../core/package-info.ts'
import type { CompletionRequest, Engine } from '../records/engine.ts'
import { BUILTIN_FOLDER, BUILTIN_ID, loadEngine } from './load-engine.ts'
import { officialPrompt } from './onnx/test-support/packaged-model.ts'

/** Prompts of the packaged test split in the official style, the shortest first. */
const prompts: readonly { readonly id: string; readonly prompt: string; readonly answer: unknown }[] =
  readFileSync(path.join(packageInfo.root, 'fixtures/edgejson/test.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ source }) => source === 'official')
    .map(({ id, prompt, expected_output: answer }) => ({ id, prompt, answer }))
    .sort((a, b) => a.prompt.length - b.prompt.length)
    .slice(0, 12)

const requests: readonly CompletionRequest[] = prompts.map(({ id, prompt }) => ({
  id,
  prompt: officialPrompt(prompt),
  maxNewTokens: 400,
  stop: 'json_complete',
  timeoutMs: 60_000,
}))

describe('the model inside the package', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await loadEngine({ model: 'builtin', root: '/', threads: 1 })
  })
  afterAll(() => engine.close())

  it('is a nano model of at most 10 MB, tokenizer and card included', () => {
    const files = readdirSync(BUILTIN_FOLDER, { recursive: true, encoding: 'utf8' })
    const bytes = files
      .map((file) => statSync(path.join(BUILTIN_FOLDER, file)))
      .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0)
    expect(bytes).toBeLessThanOrEqual(10_000_000)
    expect(files).toContain('README.md')
    expect(engine.model).toMatchObject({ id: BUILTIN_ID, specifier: 'builtin', dtype: 'q8' })
  })

  it('gives the right object for most of the short prompts, and the same text alone and in a batch', async () => {
    const together = await engine.generate(requests)
    const right = together.filter(({ text }, index) => {
      try {
        expect(JSON.parse(text)).toEqual(prompts[index]?.answer)
        return true
      } catch {
        return false
      }
    })
    expect(right.length).toBeGreaterThan(prompts.length / 2)
    for (const index of [0, 5, 11]) {
      const request = requests[index]
      if (request === undefined) throw new Error('the packaged split has fewer prompts than this test asks')
      const [alone] = await engine.generate([request])
      expect(alone?.text).toBe(together[index]?.text)
    }
  })
})
