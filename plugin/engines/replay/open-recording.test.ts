import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { CompletionRequest, Engine, ModelInfo } from '../../model/index.ts'
import { defineEngine } from '../define-engine.ts'
import { loadEngine } from '../load-engine.ts'
import { requestsFor } from '../test-support/requests.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { openRecording, type RecordingOptions, type RecordingSession } from './open-recording.ts'

const root = temporaryFolder()
let folders = 0

const sessions: RecordingSession[] = []
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.engine.close()
})
async function open(options: RecordingOptions): Promise<RecordingSession> {
  const session = await openRecording(options)
  sessions.push(session)
  return session
}

interface Place {
  readonly partialFile: string
  readonly finalFile: string
}
function place(): Place {
  const folder = path.join(root, `run-${++folders}`, 'deeper')
  return {
    partialFile: path.join(folder, 'answers.part.jsonl'),
    finalFile: path.join(folder, 'final/answers.jsonl'),
  }
}

/** An engine that counts what it is asked, fails on `bad`, and says `id!`. */
function live(model: Partial<ModelInfo> = {}): { engine: Engine; asked: string[] } {
  const asked: string[] = []
  const engine = defineEngine({
    model: { id: 'live', sha256: 'aa', engine: 'test', engineVersion: '1', dtype: 'q4', ...model },
    concurrency: 3,
    answer: async ({ id }) => {
      asked.push(id)
      if (id === 'bad') throw new Error('broken')
      return { text: `${id}!`, tokensOut: 2 }
    },
  })
  return { engine, asked }
}

async function texts(session: RecordingSession, requests: readonly CompletionRequest[]): Promise<string[]> {
  return (await session.engine.generate(requests)).map(({ text }) => text)
}
const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean)

describe('recording', () => {
  test('an answer is in the file when it is handed over; failures are not', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const requests = requestsFor(['a', 'bad', 'b'])
    for (const [index, request] of requests.entries()) {
      await session.engine.generate([request])
      expect(lines(files.partialFile)).toHaveLength([2, 2, 3][index] ?? 0)
    }
    expect(existsSync(files.finalFile)).toBe(false)
    await session.finish()
    expect(existsSync(files.partialFile)).toBe(false)
    expect(JSON.parse(lines(files.finalFile)[0] ?? '')).toMatchObject({
      kind: 'edgejson-recording',
      version: 1,
      model: { id: 'live' },
    })
    await session.engine.close()
  })

  test('what was recorded is what is replayed', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const requests = requestsFor(['a', 'naïve "日本" \u2028 🙂\n', 'c'])
    const measured = await session.engine.generate(requests)
    await session.finish()
    await session.engine.close()
    const replay = await loadEngine({ model: `replay:${files.finalFile}` })
    expect(await replay.generate(requests)).toEqual(measured.map((each) => ({ ...each, replayed: true })))
    expect(replay.model).toMatchObject({ id: 'live', engine: 'test', engineVersion: '1', dtype: 'q4' })
  })

  test('answers that come at once do not mix', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const names = Array.from({ length: 200 }, (_, index) => `${index}`.repeat(50))
    await Promise.all(requestsFor(names).map((request) => session.engine.generate([request])))
    await session.finish()
    const ids = lines(files.finalFile)
      .slice(1)
      .map((line): unknown => JSON.parse(line).id)
    expect(ids.sort()).toEqual([...names].sort())
  })

  test('a replay engine is passed through', async () => {
    const file = path.join(root, 'made.jsonl')
    writeFileSync(file, '{"id": "a", "output": "x"}\n')
    const files = place()
    const engine = await loadEngine({ model: `replay:${file}` })
    const session = await open({ engine, ...files })
    expect(session.engine).toBe(engine)
    await session.finish()
    expect(existsSync(files.partialFile) || existsSync(files.finalFile)).toBe(false)
  })

  test('a file that cannot be written is said at once', async () => {
    const blocked = path.join(root, 'blocked')
    writeFileSync(blocked, '')
    const opening = openRecording({
      engine: live().engine,
      partialFile: path.join(blocked, 'part.jsonl'),
      finalFile: path.join(blocked, 'final.jsonl'),
    })
    await expect(opening).rejects.toMatchObject({ code: 'IO' })
  })

  test('after its end a session takes no more', async () => {
    const session = await open({ engine: live().engine, ...place() })
    await session.finish()
    await session.finish()
    await expect(session.engine.generate(requestsFor(['a']))).rejects.toThrow(/is finished/)
    await session.engine.close()
    await session.engine.close()
  })
})

describe('going on after a run that was cut off', () => {
  const ALL = requestsFor(['a', 'b', 'c', 'd'])

  /** A run that was killed after some answers. */
  async function cutOff(files: Place, names: readonly string[] = ['a', 'b']): Promise<void> {
    const session = await open({ engine: live().engine, ...files })
    await session.engine.generate(requestsFor(names))
    await session.engine.close()
  }

  test('the model is not asked again for what is there', async () => {
    const files = place()
    await cutOff(files)
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    const completions = await session.engine.generate(ALL)
    expect(completions.map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!'])
    // They were measured live, only earlier.
    expect(completions.map(({ replayed }) => replayed)).toEqual([false, false, false, false])
    expect(asked).toEqual(['c', 'd'])
    expect(session.resumed).toBe(2)
    expect(session.notes).toEqual([])
    await session.finish()
    expect(lines(files.finalFile)).toHaveLength(5)
  })

  test('failures are asked again', async () => {
    const files = place()
    await cutOff(files, ['a', 'bad'])
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    await session.engine.generate(requestsFor(['a', 'bad']))
    expect(asked).toEqual(['bad'])
  })

  test('a finished run leaves nothing to go on from', async () => {
    const files = place()
    const first = await open({ engine: live().engine, ...files })
    await first.engine.generate(ALL)
    await first.finish()
    const { engine, asked } = live()
    const second = await open({ engine, ...files })
    await second.engine.generate(ALL)
    expect(asked).toHaveLength(4)
    expect(second.resumed).toBe(0)
  })

  test.each([
    ['in the middle of a line', '{"key": "abc", "comple'],
    ['within a character', Buffer.from('{"key": "é').subarray(0, -1)],
  ])('killed %s: the line is dropped, the rest is used', async (_, half) => {
    const files = place()
    await cutOff(files)
    appendFileSync(files.partialFile, half)
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    expect(await texts(session, ALL)).toEqual(['a!', 'b!', 'c!', 'd!'])
    expect(asked).toEqual(['c', 'd'])
    expect(session.notes).toEqual([expect.stringMatching(/:4 was half-written .* dropped/)])
    await session.finish()
    const replay = await loadEngine({ model: `replay:${files.finalFile}` })
    expect((await replay.generate(ALL)).map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!'])
  })

  test('killed at every byte: whatever is left can be gone on from', async () => {
    const files = place()
    await cutOff(files)
    const whole = readFileSync(files.partialFile)
    for (let length = 0; length <= whole.length; length += 7) {
      writeFileSync(files.partialFile, whole.subarray(0, length))
      const { engine, asked } = live()
      const session = await open({ engine, ...files })
      expect(await texts(session, ALL)).toEqual(['a!', 'b!', 'c!', 'd!'])
      expect(session.resumed + asked.length).toBe(4)
      await session.finish()
      const replay = await loadEngine({ model: `replay:${files.finalFile}` })
      expect((await replay.generate(ALL)).map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!'])
    }
  })

  test('a last line that only lacks its line break is whole', async () => {
    const files = place()
    await cutOff(files)
    writeFileSync(files.partialFile, readFileSync(files.partialFile, 'utf8').trimEnd())
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    await session.engine.generate(ALL)
    expect(asked).toEqual(['c', 'd'])
    await session.finish()
    expect(lines(files.finalFile)).toHaveLength(5)
  })

  test('damage elsewhere is an error with its line, and nothing is overwritten', async () => {
    const files = place()
    await cutOff(files)
    const [header, , last] = lines(files.partialFile)
    const damaged = `${header}\n{"key": "abc\n${last}\n`
    writeFileSync(files.partialFile, damaged)
    const opening = openRecording({ engine: live().engine, ...files })
    await expect(opening).rejects.toMatchObject({ code: 'BAD_RECORDING' })
    await expect(opening).rejects.toThrow(`${files.partialFile}:2`)
    expect(readFileSync(files.partialFile, 'utf8')).toBe(damaged)
  })

  test.each<[string, Partial<ModelInfo>]>([
    ['weights', { sha256: 'bb' }],
    ['dtype', { dtype: 'q8' }],
    ['engine', { engine: 'other' }],
    ['version of the engine', { engineVersion: '2' }],
  ])('another %s begins anew and says so', async (_, model) => {
    const files = place()
    await cutOff(files)
    const { engine, asked } = live(model)
    const session = await open({ engine, ...files })
    await session.engine.generate(ALL)
    expect(asked).toHaveLength(4)
    expect(session.resumed).toBe(0)
    expect(session.notes).toEqual([expect.stringContaining('another model (live, q4, test, 1)')])
    await session.finish()
    expect(lines(files.finalFile)).toHaveLength(5)
  })

  test('another machine, number of threads or name of the same weights does not', async () => {
    const files = place()
    await cutOff(files)
    const { engine, asked } = live({ threads: 8, specifier: '/elsewhere', id: 'moved' })
    const session = await open({ engine, ...files })
    await session.engine.generate(ALL)
    expect(asked).toEqual(['c', 'd'])
  })

  test.each<[string, Partial<CompletionRequest>]>([
    ['prompt', { prompt: { kind: 'text', text: 'other' } }],
    ['kind of prompt', { prompt: { kind: 'chat', text: 'a' } }],
    ['token limit', { maxNewTokens: 65 }],
    ['stop rule', { stop: 'eos' }],
  ])('another %s is asked, and what nobody asked for is left out of the end', async (_, more) => {
    const files = place()
    await cutOff(files, ['a'])
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    await session.engine.generate(requestsFor(['a'], more))
    expect(asked).toEqual(['a'])
    await session.finish()
    expect(session.notes).toEqual([expect.stringContaining('1 answers of the run that was cut off')])
    expect(lines(files.finalFile)).toHaveLength(2)
    expect(existsSync(files.partialFile)).toBe(false)
  })

  test('two examples with one prompt have an answer each', async () => {
    const files = place()
    const same = [...requestsFor(['a', 'b'])].map((each) => ({
      ...each,
      prompt: { kind: 'text' as const, text: 'same' },
    }))
    const first = await open({ engine: live().engine, ...files })
    await first.engine.generate(same)
    await first.engine.close()
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    expect(await texts(session, same)).toEqual(['a!', 'b!'])
    expect(asked).toEqual([])
  })

  test('an answer that comes while the engine closes is kept', async () => {
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
    expect(lines(files.partialFile)).toHaveLength(2)
  })
})
