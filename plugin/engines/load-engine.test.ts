import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadEngine } from './load-engine.ts'
import type { EngineOptions } from './options.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

const root = temporaryFolder()
writeFileSync(path.join(root, 'answers.jsonl'), '{"id": "a", "output": "x"}\n')
writeFileSync(
  path.join(root, 'engine.mjs'),
  "export default ({ temperature }) => ({ model: { id: 'at ' + temperature }, generate: async () => [], close: async () => {} })",
)
const REPLAY = 'replay:answers.jsonl'

describe('options from a configuration file', () => {
  test('those of other engines are ignored', async () => {
    const options = {
      dtype: 'q4',
      threads: 2,
      api: 'chat',
      retries: 1,
      concurrency: 3,
      apiKey: undefined,
    } as const
    const engine = await loadEngine({ model: REPLAY, root, ...options })
    expect(engine.replay).toBe(true)
  })

  test.each<[object, RegExp]>([
    [{ dtpye: 'q4' }, /no engine option "dtpye"; there are model, root, dtype/],
    [{ __proto__x: 1 }, /no engine option "__proto__x"/],
    [{ toString: 'x' }, /no engine option "toString"/],
    [{ threads: '2' }, /threads must be a number, not "2"/],
    [{ dtype: 4 }, /dtype must be a string, not 4/],
    [{ modelName: '' }, /modelName must be a string, not ""/],
  ])('%j', async (more, message) => {
    const options: EngineOptions = { model: REPLAY, root, ...more }
    await expect(loadEngine(options)).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(loadEngine(options)).rejects.toThrow(message)
  })

  test('a key is not printed', async () => {
    const options: EngineOptions = { model: REPLAY, root, ...({ apiKey: ['sk-hunter2'] } as object) }
    await expect(loadEngine(options)).rejects.toThrow(/apiKey must be a string$/)
  })

  test('a module may have options of its own', async () => {
    const options: EngineOptions = { model: './engine.mjs', root, ...({ temperature: 0.5 } as object) }
    expect((await loadEngine(options)).model.id).toBe('at 0.5')
  })
})

test('a model that is no text is refused', async () => {
  for (const model of [undefined, null, 5, {}]) {
    const options = { ...{ model } } as object as EngineOptions
    await expect(loadEngine(options)).rejects.toMatchObject({ code: 'BAD_MODEL' })
  }
})
