import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Engine } from '../records/engine.ts'
import { loadEngine } from './load-engine.ts'
import { loadModule } from './load-module.ts'
import { request } from './test-support/requests.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

const root = temporaryFolder()
let files = 0
function moduleFile(source: string, extension = 'mjs'): string {
  const file = path.join(root, `engine-${++files}.${extension}`)
  writeFileSync(file, source)
  return file
}

const COMPLETION = `{ text: 'hi', finishReason: 'stop', tokensIn: 1, tokensOut: 2, replayed: false,
  timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 1 } }`
const ENGINE = `{ model: { id: 'mine' }, concurrency: 2, replay: false, close: async () => {},
  generate: async (requests) => requests.map(() => (${COMPLETION})) }`

describe('a module', () => {
  test.each([
    ['an engine', `export default ${ENGINE}`, 'mjs'],
    ['a function that makes one', `export default () => (${ENGINE})`, 'mjs'],
    ['an async function', `export default async () => (${ENGINE})`, 'mjs'],
    ['CommonJS', `module.exports = ${ENGINE}`, 'cjs'],
    ['CommonJS compiled from ESM', `exports.__esModule = true; exports.default = () => (${ENGINE})`, 'cjs'],
  ])('%s', async (_, source, extension) => {
    const engine = await loadEngine({ model: moduleFile(source, extension) })
    expect(engine).toMatchObject({ concurrency: 2, replay: false })
    expect(engine.model).toMatchObject({ id: 'mine', sha256: null, dtype: null, engine: 'custom' })
    expect((await engine.generate([request()]))[0]?.text).toBe('hi')
    await engine.close()
  })

  test('receives the options of the caller', async () => {
    const file = moduleFile(`export default (options) => ({ ...${ENGINE}, model: { id: options.dtype } })`)
    expect((await loadEngine({ model: file, dtype: 'q4' })).model).toMatchObject({
      id: 'q4',
      specifier: file,
    })
  })

  test('may export a content hash, and nothing else counts as one', async () => {
    const of = (hash: unknown) =>
      moduleFile(
        `export default { ...${ENGINE}, model: { id: 'mine', contentSha256: ${JSON.stringify(hash)} } }`,
      )
    const hash = '0123456789abcdef'.repeat(4)
    expect((await loadEngine({ model: of(hash) })).model.contentSha256).toBe(hash)
    expect((await loadEngine({ model: of(null) })).model.contentSha256).toBeNull()
    for (const wrong of ['v1', '', 7, hash.toUpperCase(), `${hash}0`]) {
      await expect(loadEngine({ model: of(wrong) })).rejects.toThrow(
        /contentSha256 of .* 64 hexadecimal digits/,
      )
    }
  })

  test('may be imported by the caller, e.g. through Vite', async () => {
    const file = moduleFile('enum Only { Typescript }', 'ts')
    const asked: string[] = []
    const engine = await loadEngine(
      { model: file },
      {
        importModule: async (url) => {
          asked.push(url)
          return import(pathToFileURL(moduleFile(`export default ${ENGINE}`)).href)
        },
      },
    )
    expect(asked).toEqual([pathToFileURL(file).href])
    expect(engine.model.id).toBe('mine')
  })

  test.each<[string, string, RegExp]>([
    ['no default export', 'export const engine = 1', /exports no engine \(got undefined\)/],
    ['something else', 'export default { model: "x" }', /exports no engine \(got \{"model":"x"\}\)/],
    ['a concurrency of nothing', `export default { ...${ENGINE}, concurrency: 0 }`, /exports no engine/],
    ['a syntax error', 'export default {', /cannot load the module .*engine-\d+\.mjs: ./],
    ['an exception', 'throw new Error("no GPU")', /cannot load the module .*no GPU/],
    [
      'a factory that fails',
      'export default () => { throw new Error("no weights") }',
      /does not start: no weights/,
    ],
    ['a package that is missing', 'import "not-installed-anywhere"', /cannot load .*not-installed-anywhere/],
  ])('refused: %s', async (_, source, message) => {
    const refusal = loadModule(
      moduleFile(source),
      { model: 'x' },
      {
        importModule: (url) => import(/* @vite-ignore */ url),
      },
    )
    await expect(refusal).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(refusal).rejects.toThrow(message)
  })

  test('what a module does to its objects later changes no completion', async () => {
    const source = `const made = []
export default { ...${ENGINE}, generate: async (requests) => requests.map((each) => {
  for (const one of made) one.text = 'changed'
  const one = { ...${COMPLETION}, text: each.id, timings: { ...${COMPLETION}.timings } }
  each.id = 'changed'
  return made.push(one) && one
}) }`
    const engine = await loadEngine({ model: moduleFile(source) })
    const first = request({ id: 'one' })
    const completions = await engine.generate([first])
    await engine.generate([request({ id: 'two' })])
    expect(completions[0]?.text).toBe('one')
    expect(first.id).toBe('one')
  })

  test('one object for two completions is refused, unless it cannot change', async () => {
    const returning = (object: string): Promise<Engine> =>
      loadEngine({
        model: moduleFile(
          `const one = ${object}; export default { ...${ENGINE}, generate: async () => [one] }`,
        ),
      })
    const engine = await returning(COMPLETION)
    await engine.generate([request()])
    await expect(engine.generate([request()])).rejects.toThrow(/it is the object of an earlier completion/)
    const frozen = await returning(`Object.freeze(${COMPLETION})`)
    await frozen.generate([request()])
    expect(await frozen.generate([request()])).toHaveLength(1)
  })

  test.each<[string, string, RegExp]>([
    [
      'a function in it',
      `[{ ...${COMPLETION}, log: () => {} }]`,
      /cannot be copied: .*must be a plain object/,
    ],
    ['nothing', 'undefined', /it returned undefined/],
    ['too few', '[]', /one completion for each of the 1 requests.* it returned 0 of them/],
    ['texts', '["hi"]', /field completion is "hi"; it must be an object\./],
    [
      'an unknown finish reason',
      `[{ ...${COMPLETION}, finishReason: 'end' }]`,
      /field completion\.finishReason is "end"; it must be 'stop', /,
    ],
    ['tokens below 0', `[{ ...${COMPLETION}, tokensOut: -1 }]`, /tokensOut is -1; it must be a whole number/],
    ['a part of a token', `[{ ...${COMPLETION}, tokensOut: 1.5 }]`, /tokensOut is 1\.5/],
    [
      'endless time',
      `[{ ...${COMPLETION}, timings: { ...${COMPLETION}.timings, totalMs: Infinity } }]`,
      /timings\.totalMs is Infinity/,
    ],
    [
      'no timings',
      `[{ ...${COMPLETION}, timings: undefined }]`,
      /field completion\.timings is missing; it must be an object\./,
    ],
    [
      'a failure without reason',
      `[{ ...${COMPLETION}, finishReason: 'error' }]`,
      /finishReason "error" needs error/,
    ],
    [
      'a reason without failure',
      `[{ ...${COMPLETION}, error: { code: 'X', message: 'y' } }]`,
      /there is an error with finishReason "stop"/,
    ],
  ])('an engine that returns %s gets an error that says what is expected', async (_, result, message) => {
    const engine = await loadEngine({
      model: moduleFile(`export default { ...${ENGINE}, generate: async () => ${result} }`),
    })
    const refusal = engine.generate([request()])
    await expect(refusal).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    await expect(refusal).rejects.toThrow(message)
  })
})
