import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { CompletionRequest } from '../../records/engine.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import { browserInfo, SOFTWARE } from '../../records/test-support/browser.ts'
import { defineEngine } from '../contract/define-engine.ts'
import { loadEngine } from '../load-engine.ts'
import { requestsFor } from '../test-support/requests.ts'
import type { RecordingOptions } from './open-recording.ts'
import { linesOf, live, partialOf, partialsOf, recordings, texts } from './test-support/recordings.ts'

const { place, open, interrupted, next } = recordings()
const ALL = requestsFor(['a', 'b', 'c', 'd'])

describe('a model with a content hash', () => {
  test('resumes: no request for what is recorded', async () => {
    const files = place()
    await interrupted(files)
    const { session, asked } = await next(files)
    expect(asked).toEqual(['c', 'd'])
    expect(session.resumed).toBe(2)
    expect(session.notes).toEqual([])
    await session.finish()
    expect(linesOf(files.finalFile)).toHaveLength(5)
    expect(partialsOf(files)).toEqual([])
  })

  test('completions of interrupted runs are live, and may be reused again and again', async () => {
    const files = place()
    await interrupted(files, ['a', 'bad'])
    await interrupted(files, ['a', 'b', 'bad'])
    expect(linesOf(partialOf(files))).toHaveLength(3)
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    const completions = await session.engine.generate(requestsFor(['a', 'b', 'bad']))
    expect(completions.map(({ replayed, finishReason }) => [replayed, finishReason])).toEqual([
      [false, 'stop'],
      [false, 'stop'],
      [false, 'error'],
    ])
    expect(asked).toEqual(['bad'])
  })

  test('after a finished run there is nothing to resume', async () => {
    const files = place()
    await interrupted(files)
    await (await next(files)).session.finish()
    const { session, asked } = await next(files)
    expect(asked).toHaveLength(4)
    expect(session.resumed).toBe(0)
  })

  test('a run without any completion leaves no file', async () => {
    const files = place()
    await interrupted(files, ['bad'])
    expect(partialsOf(files)).toEqual([])
  })

  test('another name and folder of the same content is the same model', async () => {
    const files = place()
    await interrupted(files)
    const { asked } = await next(files, { model: { specifier: '/elsewhere', id: 'moved' } })
    expect(asked).toEqual(['c', 'd'])
  })

  const parts = { tokenizer: '1', chatTemplate: '2', generationConfig: '3', modelConfig: '4' }
  test.each<[string, Partial<ModelInfo>]>([
    ['weights', { contentSha256: 'bb', sha256: 'bb' }],
    ['chat template', { contentSha256: 'bb', parts: { ...parts, chatTemplate: 'x' } }],
    ['tokenizer', { contentSha256: 'bb', parts: { ...parts, tokenizer: 'x' } }],
    ['generation config', { contentSha256: 'bb', parts: { ...parts, generationConfig: null } }],
    ['content', { contentSha256: 'bb' }],
    ['dtype', { dtype: 'q8' }],
    ['engine', { engine: 'other' }],
    ['engine version', { engineVersion: '2' }],
    ['numerics', { numerics: 'int8 (all weights)' }],
    ['device', { device: 'webgpu' }],
    ['browser', { browser: browserInfo() }],
    ['threads', { threads: 8 }],
    ['CPU', { cpu: 'CPU 2' }],
  ])('another %s: nothing is reused, and the note names it', async (what, change) => {
    const files = place()
    await interrupted(files, ['a', 'b'], { model: { parts } })
    // Not even by choice: it is known to be another model.
    const options = { model: { parts, ...change }, resume: true }
    const { session, asked } = await next(files, options)
    expect(asked).toHaveLength(4)
    expect(session.resumed).toBe(0)
    expect(session.notes).toEqual([
      `the completions of an interrupted run are not reused, they are of another ${what}`,
    ])
    await session.finish()
    expect(linesOf(files.finalFile)).toHaveLength(5)
    expect(partialsOf(files)).toEqual([])
  })

  test('of a browser, version and adapter count, and not whether a software adapter was requested', async () => {
    const files = place()
    const browser = browserInfo({ adapter: SOFTWARE })
    await interrupted(files, ['a', 'b'], { model: { browser } })
    for (const other of [
      browserInfo(),
      { ...browser, version: '151' },
      { ...browser, adapter: { ...SOFTWARE, f16: true } },
    ]) {
      const { session, asked } = await next(files, { model: { browser: other } })
      expect([asked.length, session.notes]).toEqual([4, [expect.stringContaining('of another browser')]])
      await session.leave()
    }
    const { asked } = await next(files, { model: { browser: { ...browser, softwareAdapter: true } } })
    expect(asked).toEqual(['c', 'd'])
  })

  test('other engine options: nothing is reused, whatever the model says of itself', async () => {
    const files = place()
    await interrupted(files, ['a', 'b'], { engineOptions: { temperature: 0, apiKey: 'one' } })
    const { session } = await next(files, { engineOptions: { apiKey: 'two', retries: 9, temperature: 0 } })
    expect(session.resumed).toBe(2)
    await session.leave()
    const other = await next(files, { engineOptions: { temperature: 1 } })
    expect(other.asked).toHaveLength(4)
    expect(other.session.notes).toEqual([expect.stringContaining('another set of engine options')])
  })

  test('of a key in a header, a parameter or the body nothing counts; of other fields everything does', async () => {
    const files = place()
    const engineOptions = (key: string, minTokens: number) => ({
      headers: { 'x-gateway': `Custom ${key}` },
      query: { k: key },
      body: { min_tokens: minTokens, provider: [{ api_key: key }] },
    })
    await interrupted(files, ['a', 'b'], { engineOptions: engineOptions('gw-0123456789abcdef', 1) })
    const { session } = await next(files, { engineOptions: engineOptions('gw-fedcba9876543210', 1) })
    expect(session.resumed).toBe(2)
    await session.leave()
    const { asked } = await next(files, { engineOptions: engineOptions('gw-fedcba9876543210', 2) })
    expect(asked).toHaveLength(4)
  })

  test.each<[string, Partial<CompletionRequest>]>([
    ['prompt', { prompt: { kind: 'text', text: 'other' } }],
    ['kind of prompt', { prompt: { kind: 'chat', text: 'a' } }],
    ['token limit', { maxNewTokens: 65 }],
    ['stop criterion', { stop: 'eos' }],
  ])('another %s is another request, and what was not requested is left out at the end', async (_, more) => {
    const files = place()
    await interrupted(files, ['a'])
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    await session.engine.generate(requestsFor(['a'], more))
    expect(asked).toEqual(['a'])
    await session.finish()
    expect(session.notes).toEqual([expect.stringContaining('1 completions of the interrupted run')])
    expect(linesOf(files.finalFile)).toHaveLength(2)
    expect(partialsOf(files)).toEqual([])
  })

  test('two examples with one prompt have a completion each', async () => {
    const files = place()
    const prompt = { kind: 'text' as const, text: 'same' }
    const same = requestsFor(['a', 'b']).map((each) => ({ ...each, prompt }))
    const first = await open({ engine: live().engine, ...files })
    await first.engine.generate(same)
    await first.leave()
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    expect(await texts(session, same)).toEqual(['a!', 'b!'])
    expect(asked).toEqual([])
  })
})

describe('a model without a content hash', () => {
  const model = { contentSha256: null }

  test.each<[string, Partial<RecordingOptions>, Partial<RecordingOptions>]>([
    ['no choice', {}, {}],
    ['only the first run has an id', { runId: '7' }, {}],
    ['only the second run has an id', {}, { runId: '7' }],
    ['the ids differ', { runId: '7' }, { runId: '8' }],
  ])('%s: every completion is generated again, and the note says what to do', async (_, first, second) => {
    const files = place()
    await interrupted(files, ['a', 'b'], { model, ...first })
    const { session, asked } = await next(files, { model, ...second })
    expect(asked).toHaveLength(4)
    expect(session.resumed).toBe(0)
    expect(session.notes).toEqual([
      expect.stringMatching(/no content hash.*record: 'resume'.*EDGEJSON_RUN_ID/),
    ])
  })

  test.each<[string, Partial<RecordingOptions>, Partial<RecordingOptions>]>([
    ['EDGEJSON_RUN_ID', { runId: '7' }, { runId: '7' }],
    ["record: 'resume'", {}, { resume: true }],
  ])('by %s its completions are reused, and a note says so', async (by, first, second) => {
    const files = place()
    await interrupted(files, ['a', 'b'], { model, ...first })
    const { session, asked } = await next(files, { model, ...second })
    expect(asked).toEqual(['c', 'd'])
    expect(session.notes).toEqual([expect.stringContaining(`are reused by choice (${by})`)])
  })

  test('what is known to differ is not reused by choice', async () => {
    const files = place()
    await interrupted(files, ['a', 'b'], { model })
    const { session, asked } = await next(files, { model: { ...model, id: 'other' }, resume: true })
    expect(asked).toHaveLength(4)
    expect(session.notes).toEqual([expect.stringContaining('another model')])
  })

  test('the latest interrupted run is the one that is chosen', async () => {
    const files = place()
    await interrupted(files, ['a', 'b'], { model })
    const { session } = await next(files, { model })
    await session.leave()
    expect(partialsOf(files)).toHaveLength(2)
    const { asked } = await next(files, { model, resume: true })
    expect(asked).toEqual([])
  })
})

describe('age', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const HOUR = 3_600_000

  test.each([
    ['without a content hash', null, 24],
    ['with one', 'aa', 24 * 7],
  ])(
    '%s completions are reused up to a limit, counted from the first of them',
    async (_, contentSha256, hours) => {
      const files = place()
      const options = { model: { contentSha256 }, resume: true }
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') })
      await interrupted(files, ['a', 'bad'], options)
      vi.setSystemTime(Date.now() + (hours - 1) * HOUR)
      await interrupted(files, ['a', 'b', 'bad'], options)
      expect(linesOf(partialOf(files))).toHaveLength(3)
      // An example that always fails does not keep the file in use.
      vi.setSystemTime(Date.now() + 2 * HOUR)
      const { session, asked } = await next(files, options)
      expect(asked).toHaveLength(4)
      expect(session.notes).toEqual([expect.stringContaining(`older than ${hours} hours`)])
      expect(partialsOf(files)).toHaveLength(1)
    },
  )
})

describe('a partial file that is damaged', () => {
  test.each([
    ['in the middle of a line', '{"key": "abc", "comple'],
    ['within a character', Buffer.from('{"key": "é').subarray(0, -1)],
  ])('killed %s: the line is dropped, the rest is used', async (_, half) => {
    const files = place()
    await interrupted(files)
    appendFileSync(partialOf(files), half)
    const { session, asked } = await next(files)
    expect(asked).toEqual(['c', 'd'])
    expect(session.notes).toEqual([expect.stringMatching(/:4 was half-written .* dropped/)])
    await session.finish()
    const replay = await loadEngine({ model: `replay:${files.finalFile}` })
    expect((await replay.generate(ALL)).map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!'])
  })

  test('killed at every byte: whatever is left can be gone on from', async () => {
    const made = place()
    await interrupted(made)
    const whole = readFileSync(partialOf(made))
    for (let length = 0; length <= whole.length; length += 7) {
      const files = place()
      await interrupted(files)
      writeFileSync(partialOf(files), whole.subarray(0, length))
      const { session, asked } = await next(files)
      expect(session.resumed + asked.length).toBe(4)
      await session.finish()
      const replay = await loadEngine({ model: `replay:${files.finalFile}` })
      expect((await replay.generate(ALL)).map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!'])
    }
  })

  test('elsewhere than at its end: it is not used, the note has its line, and it stays during the run', async () => {
    const files = place()
    await interrupted(files)
    const partial = partialOf(files)
    const [header, , last] = linesOf(partial)
    const damaged = `${header}\n{"key": "abc\n${last}\n`
    writeFileSync(partial, damaged)
    const { session, asked } = await next(files)
    expect(asked).toHaveLength(4)
    expect(session.notes).toEqual([expect.stringContaining(`${partial}:2`)])
    expect(readFileSync(partial, 'utf8')).toBe(damaged)
    await session.finish()
    expect(existsSync(partial)).toBe(false)
  })
})

test('a completion that comes while the engine closes is kept', async () => {
  const files = place()
  const engine = defineEngine({
    model: { id: 'slow' },
    answer: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve('just in time'))
      }),
  })
  const session = await open({ engine, ...files })
  const running = session.engine.generate(requestsFor(['a']))
  await new Promise((resolve) => setTimeout(resolve, 10))
  await session.engine.close()
  expect((await running)[0]?.text).toBe('just in time')
  expect(linesOf(partialOf(files))).toHaveLength(2)
})
