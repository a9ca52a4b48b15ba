import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import { modelInfo } from '../../records/model-info.ts'
import { loadEngine } from '../load-engine.ts'
import { request } from '../test-support/requests.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { promptSha256, recordingKey } from './recording-format.ts'

const root = temporaryFolder()
let files = 0
function recording(...lines: readonly unknown[]): string {
  const file = path.join(root, `answers-${++files}.jsonl`)
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
  )
  return file
}

const MODEL = modelInfo({
  id: 'small',
  specifier: './small',
  sha256: 'ab',
  dtype: 'q4',
  engine: 'e',
  bytes: 5,
})
const HEADER = { kind: 'edgejson-recording', version: 1, model: MODEL }
const COMPLETION: Completion = {
  text: '{"a": 1}',
  finishReason: 'stop',
  tokensIn: 3,
  tokensOut: 4,
  timings: { queueMs: 0, prefillMs: 1, firstTokenMs: 2, decodeMs: 3, totalMs: 5 },
  replayed: false,
}
function answer(
  id: string,
  text: string,
  more: { maxNewTokens?: number; stop?: 'eos'; prompt?: string } = {},
): unknown {
  const asked = request({ ...more, id, prompt: { kind: 'text', text: more.prompt ?? id } })
  const prompt = promptSha256(asked.prompt)
  return {
    key: recordingKey({ model: MODEL, optionsSha256: null }, asked, prompt),
    id,
    request: { promptSha256: prompt, maxNewTokens: asked.maxNewTokens, stop: asked.stop },
    completion: { ...COMPLETION, text },
  }
}
const ask = (id: string, more: Parameters<typeof request>[0] = {}): ReturnType<typeof request> =>
  request({ id, prompt: { kind: 'text', text: id }, ...more })

describe('replay of a recording', () => {
  test('says which model answered, and that none runs', async () => {
    const file = recording(HEADER, answer('one', 'x'))
    const engine = await loadEngine({ model: `replay:${file}` })
    expect(engine.replay).toBe(true)
    expect(engine.model).toEqual({ ...MODEL, specifier: `replay:${file}` })
  })

  test('says how it was sampled; greedy where the header does not say', async () => {
    const sampling = 'temperature 0.7, seed 1'
    const sampled = { ...HEADER, sampling }
    const engine = await loadEngine({ model: `replay:${recording(sampled, answer('one', 'x'), sampled)}` })
    expect(engine.sampling).toBe(sampling)
    const old = await loadEngine({ model: `replay:${recording(HEADER, answer('one', 'x'))}` })
    expect(old).not.toHaveProperty('sampling')
    await expect(
      loadEngine({ model: `replay:${recording(sampled, answer('one', 'x'), HEADER)}` }),
    ).rejects.toThrow(/:3: this header has the sampling "greedy", the first one "temperature 0\.7, seed 1"/)
    await expect(
      loadEngine({ model: `replay:${recording({ ...HEADER, sampling: 0.7 }, answer('one', 'x'))}` }),
    ).rejects.toThrow(/:1: field sampling is 0\.7/)
  })

  test('answers by prompt, with the timings of then', async () => {
    const engine = await loadEngine({
      model: `replay:${recording(HEADER, answer('one', 'x'), answer('two', 'y'))}`,
    })
    const [two, one] = await engine.generate([
      ask('two'),
      // The id does not matter when the prompt is the same.
      ask('renamed', { prompt: { kind: 'text', text: 'one' } }),
    ])
    expect(two).toEqual({ ...COMPLETION, text: 'y', replayed: true })
    expect(one?.text).toBe('x')
  })

  test('a prompt is more than its text, and its completion depends on token limit and stop criterion', async () => {
    const file = recording(HEADER, answer('one', 'x', { maxNewTokens: 512, stop: 'eos' }))
    const engine = await loadEngine({ model: `replay:${file}` })
    const [right, limit, rule, kind] = await engine.generate([
      ask('one', { maxNewTokens: 512, stop: 'eos' }),
      ask('one', { stop: 'eos' }),
      ask('one', { maxNewTokens: 512 }),
      ask('one', { maxNewTokens: 512, stop: 'eos', prompt: { kind: 'chat', text: 'one' } }),
    ])
    expect(right?.text).toBe('x')
    for (const each of [limit, rule]) {
      expect(each).toMatchObject({ finishReason: 'error', replayed: true, error: { code: 'NOT_RECORDED' } })
      expect(each?.error?.message).toContain('It has one to this prompt with maxNewTokens 512 and stop "eos"')
    }
    expect(limit?.error?.message).toContain('asked was maxNewTokens 64 and stop "eos"')
    expect(kind?.error?.message).toContain('Record the run again')
  })

  test('a missing answer names example and file', async () => {
    const file = recording(HEADER)
    const engine = await loadEngine({ model: `replay:${file}` })
    const [completion] = await engine.generate([ask('nowhere')])
    expect(completion?.error?.message).toContain('"nowhere"')
    expect(completion?.error?.message).toContain(file)
  })

  test('of two answers to one prompt each example gets its own, another one the last', async () => {
    const prompt = 'same'
    const file = recording(
      HEADER,
      answer('a', '1', { prompt }),
      answer('b', '2', { prompt }),
      answer('a', '3', { prompt }),
    )
    const engine = await loadEngine({ model: `replay:${file}` })
    const completions = await engine.generate(
      ['a', 'b', 'c'].map((id) => ask(id, { prompt: { kind: 'text', text: prompt } })),
    )
    expect(completions.map(({ text }) => text)).toEqual(['3', '2', '3'])
  })

  test('recordings of one model may be joined, of two not', async () => {
    const joined = recording(
      HEADER,
      answer('one', 'x'),
      { ...HEADER, model: { ...MODEL, threads: 8 } },
      answer('two', 'y'),
    )
    const engine = await loadEngine({ model: `replay:${joined}` })
    expect((await engine.generate([ask('one'), ask('two')])).map(({ text }) => text)).toEqual(['x', 'y'])
    // Not all of it ran with eight threads.
    expect(engine.model.threads).toBeNull()
    const mixed = recording(HEADER, { ...HEADER, model: { ...MODEL, dtype: 'q8' } })
    await expect(loadEngine({ model: `replay:${mixed}` })).rejects.toThrow(
      /:2: this header is of the model "small"/,
    )
  })
})

describe('replay of answers made elsewhere', () => {
  test('by id, with whatever else the lines hold', async () => {
    const file = recording({ id: 'one', output: '{}', expected: { a: 1 } }, '\r\n', { id: 'two', output: '' })
    const engine = await loadEngine({ model: `replay:${file}` })
    expect(engine.model).toMatchObject({ id: path.parse(file).name, engine: 'replay', sha256: null })
    const completions = await engine.generate([ask('two'), ask('one'), ask('three')])
    expect(completions.map(({ text, finishReason }) => [text, finishReason])).toEqual([
      ['', 'stop'],
      ['{}', 'stop'],
      ['', 'error'],
    ])
    expect(completions[1]).toMatchObject({ replayed: true, tokensOut: null, timings: { totalMs: null } })
  })

  test('with why they ended and their tokens where the lines hold them, and no failure', async () => {
    const known = { finishReason: 'length', tokensIn: 9, tokensOut: 4 }
    const failure = { code: 'ENGINE_FAILED', message: 'no' }
    const file = recording(
      { id: 'one', output: '[1', ...known, kind: 'question' },
      { id: 'two', output: '[2]', failure },
    )
    const engine = await loadEngine({ model: `replay:${file}` })
    const [one, two] = await engine.generate([ask('one'), ask('two')])
    expect(one).toMatchObject({ text: '[1', ...known, replayed: true })
    expect(two).toMatchObject({ text: '[2]', finishReason: 'stop', tokensIn: null, tokensOut: null })
    expect(two).not.toHaveProperty('error')
  })

  test('hostile ids are ids', async () => {
    const file = recording('{"id": "__proto__", "output": "p"}\n', { id: 'constructor', output: 'c' })
    const engine = await loadEngine({ model: `replay:${file}` })
    const completions = await engine.generate(['__proto__', 'constructor', 'toString'].map((id) => ask(id)))
    expect(completions.map(({ text }) => text)).toEqual(['p', 'c', ''])
  })
})

describe('files that cannot be replayed', () => {
  const good = answer('one', 'x')
  test.each<[string, RegExp, () => string]>([
    [
      'none',
      /there is no recording .*Run once with the model itself/,
      () => path.join(root, 'missing.jsonl'),
    ],
    ['empty', /contains no completions/, () => recording('\n\n')],
    ['not JSON', /:2: it is not JSON/, () => recording(HEADER, '{oops}\n', good)],
    ['not an object', /:1: it is not a JSON object/, () => recording('[1]\n')],
    [
      'cut off',
      /:2: the line breaks off: the run that wrote it was cut off/,
      () => recording(HEADER, '{"key": "a'),
    ],
    [
      'a version to come',
      /:1: field version is 2; it must be 1, the only version/,
      () => recording({ ...HEADER, version: 2 }),
    ],
    [
      'another kind of file',
      /:1: field kind is "edgejson-run"; it must be 'edgejson-recording'\./,
      () => recording({ kind: 'edgejson-run', version: 1 }),
    ],
    [
      'a header without model',
      /:1: field model is missing; it must be an object\./,
      () => recording({ kind: 'edgejson-recording', version: 1 }),
    ],
    [
      'no completion',
      /:2: field completion is null; it must be an object\./,
      () => recording(HEADER, { ...Object(good), completion: null }),
    ],
    [
      'a failure',
      /:2: completion: failures are not recorded/,
      () => recording(HEADER, { ...Object(good), completion: { ...COMPLETION, finishReason: 'error' } }),
    ],
    [
      'no request',
      /:2: field request is 1; it must be an object\./,
      () => recording(HEADER, { ...Object(good), request: 1 }),
    ],
    [
      'another tool with an unknown finish reason',
      /:1: field finishReason is "done"; it must be 'stop', 'length', 'json_complete' or 'tool_call'\./,
      () => recording({ id: 'a', output: '', finishReason: 'done' }),
    ],
    [
      'another tool without output',
      /:1: field output is .*; it must be the output text as a string\./,
      () => recording({ id: 'a', output: {} }),
    ],
    [
      'another tool without id',
      /:2: field id is missing; it must be a string\./,
      () => recording({ id: 'a', output: '' }, { output: '' }),
    ],
    [
      'an id twice',
      /:2: a second answer to "a"/,
      () => recording({ id: 'a', output: '' }, { id: 'a', output: '' }),
    ],
    [
      'a header in the middle',
      /:2: a header after lines without one/,
      () => recording({ id: 'a', output: '' }, HEADER),
    ],
    ['deep nesting', /:1: /, () => recording(`${'['.repeat(200_000)}\n`)],
  ])('%s', async (_, message, make) => {
    const file = make()
    const refusal = loadEngine({ model: `replay:${file}` })
    await expect(refusal).rejects.toMatchObject({ code: 'BAD_RECORDING' })
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.toThrow(file)
  })
})

describe('repeats', () => {
  const repeated = (repeat: number, text: string): unknown => {
    const line = answer('one', text) as { request: object }
    return repeat === 1 ? line : { ...line, request: { ...line.request, repeat } }
  }
  const texts = async (file: string): Promise<(string | undefined)[]> => {
    const engine = await loadEngine({ model: `replay:${file}` })
    const found = await engine.generate([ask('one'), ask('one', { repeat: 2 }), ask('one', { repeat: 3 })])
    return found.map(({ text, error }) => error?.code ?? text)
  }

  test('each has its own completion; another never stands for one that is missing', async () => {
    expect(await texts(recording(HEADER, repeated(2, 'b'), repeated(1, 'a'), repeated(3, 'c')))).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(await texts(recording(HEADER, repeated(1, 'a'), repeated(2, 'b')))).toEqual([
      'a',
      'b',
      'NOT_RECORDED',
    ])
    expect(await texts(recording(HEADER, repeated(1, 'a')))).toEqual(['a', 'NOT_RECORDED', 'NOT_RECORDED'])
  })

  test('lines of other tools are numbered', async () => {
    const file = recording({ id: 'one', output: 'a' }, { id: 'one', output: 'b', repeat: 2 })
    expect(await texts(file)).toEqual(['a', 'b', 'NOT_RECORDED'])
    const twice = recording({ id: 'one', output: 'a', repeat: 2 }, { id: 'one', output: 'b', repeat: 2 })
    await expect(texts(twice)).rejects.toThrow(/a second answer to "?'?one.* with repeat 2/)
  })

  test('have different recording keys', () => {
    const header = { model: MODEL, optionsSha256: null }
    const keys = [1, 2, 3].map((repeat) => recordingKey(header, ask('one', { repeat }), 'p'))
    expect(new Set([...keys, recordingKey(header, ask('one'), 'p')]).size).toBe(3)
  })
})
