import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Engine } from '../../../records/engine.ts'
import type { ModelInfo, ModelParts } from '../../../records/model-info.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { loadEngine } from '../../load-engine.ts'
import { request } from '../../test-support/requests.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { asHubCache } from '../test-support/hub-cache.ts'
import { writeRandomModel } from '../test-support/random-model.ts'
import { spell, writeTinyModel } from '../test-support/tiny-model.ts'

const root = temporaryFolder()
let folders = 0
const newFolder = (): string => path.join(root, `${++folders}`)
const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

async function load(
  folder: string,
  options: { readonly int8?: EngineOptions['int8'] } = {},
): Promise<Engine> {
  const engine = await loadEngine({
    model: folder,
    threads: 1,
    cacheDir: path.join(root, 'cache'),
    ...options,
  })
  engines.push(engine)
  return engine
}

const infoOf = async (folder: string): Promise<ModelInfo> => (await load(folder)).model

describe('the content hash', () => {
  const edit = (file: string, change: (text: string) => string) => (folder: string) => {
    const place = path.join(folder, file)
    writeFileSync(place, change(readFileSync(place, 'utf8')))
  }
  const flipLastByte = (file: string) => (folder: string) => {
    const place = path.join(folder, file)
    const bytes = readFileSync(place)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    writeFileSync(place, bytes)
  }

  test.each<[string, (folder: string) => void, (keyof ModelParts)[]]>([
    ['external data', flipLastByte('onnx/some.weights'), []],
    ['chat_template.jinja', edit('chat_template.jinja', (text) => `${text}!`), ['chatTemplate']],
    ['no chat template', (folder) => rmSync(path.join(folder, 'chat_template.jinja')), ['chatTemplate']],
    [
      'tokenizer.json',
      edit('tokenizer.json', (text) => text.replace('"rstrip":false', '"rstrip":true')),
      ['tokenizer'],
    ],
    [
      'tokenizer_config.json',
      edit('tokenizer_config.json', (text) => text.replace('{', '{"bos_token":"a",')),
      ['tokenizer'],
    ],
    [
      'generation_config.json',
      edit('generation_config.json', (text) => text.replace('256', '97')),
      ['generationConfig'],
    ],
    ['config.json', edit('config.json', (text) => text.replace('512', '511')), ['modelConfig']],
  ])('changes with %s, and tells which part', async (_, change, parts) => {
    const folder = writeTinyModel(newFolder(), { external: 'some.weights' })
    const before = await infoOf(folder)
    change(folder)
    const after = await infoOf(folder)
    expect(after.contentSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(after.contentSha256).not.toBe(before.contentSha256)
    const names = Object.keys(before.parts ?? {}) as (keyof ModelParts)[]
    expect(names.filter((name) => before.parts?.[name] !== after.parts?.[name])).toEqual(parts)
    expect(after.sha256 === before.sha256).toBe(parts.length > 0)
  })

  test('takes the template of tokenizer_config.json apart from the tokenizer', async () => {
    const folder = writeTinyModel(newFolder())
    rmSync(path.join(folder, 'chat_template.jinja'))
    const bare = await infoOf(folder)
    edit('tokenizer_config.json', (text) =>
      text.replace('{', '{"chat_template":"{{ messages[0].content }}",'),
    )(folder)
    const after = await infoOf(folder)
    expect(bare.parts?.chatTemplate).toBeNull()
    expect(after.parts?.chatTemplate).not.toBeNull()
    expect(after.parts?.tokenizer).toBe(bare.parts?.tokenizer)
  })

  test('is the same for a copy of the folder and for another name of it', async () => {
    const folder = writeTinyModel(newFolder(), { external: 'some.weights' })
    const copy = asHubCache(folder, newFolder())
    const [one, other] = [await infoOf(folder), await infoOf(copy)]
    expect(other.contentSha256).toBe(one.contentSha256)
    expect(other.parts).toEqual(one.parts)
  })

  test('goes with a name for the numerics mode', async () => {
    const folder = writeRandomModel(newFolder())
    expect((await load(folder)).model.numerics).toBe('as in the file')
    expect((await load(folder, { int8: 'always' })).model.numerics).toBe('int8 (all weights)')
    expect((await load(folder, { int8: 'quantized' })).model.numerics).toBe('int8 (quantized weights)')
  })
})

describe('a model whose files are links', () => {
  const text = async (folder: string, options = {}): Promise<[string, string | undefined]> => {
    const engine = await load(folder, options)
    const [completion] = await engine.generate([
      request({ prompt: { kind: 'text', text: 'prompt:' }, maxNewTokens: 30, stop: 'eos' }),
    ])
    return [engine.model.engine, completion?.error?.message ?? completion?.text]
  }

  test.each(['some.weights', 'model.onnx_data'])('a hub cache with external data in %s', async (external) => {
    const folder = writeRandomModel(newFolder(), { external })
    const [engine, expected] = await text(folder)
    expect(engine).toBe('edgejson-onnx 1')
    const snapshot = asHubCache(folder, newFolder())
    expect(await text(snapshot)).toEqual([engine, expected])
    expect(await text(path.join(snapshot, 'onnx/model.onnx'))).toEqual([engine, expected])
    const int8 = await text(folder, { int8: 'always' })
    expect(await text(snapshot, { int8: 'always' })).toEqual(int8)
  })

  test('a hub cache whose graph is used as it is', async () => {
    const script = { at: 'prompt:'.length, bytes: spell('plain') }
    const folder = writeTinyModel(newFolder(), { external: 'some.weights', script })
    const snapshot = asHubCache(folder, newFolder())
    expect(await text(snapshot)).toEqual(['onnxruntime-node, prompt lookup', 'plain'])
  })

  test.each([
    ['model.onnx', writeRandomModel],
    ['some.weights', writeRandomModel],
    ['model.onnx', writeTinyModel],
  ])('only %s is a link, to another folder', async (name, write) => {
    const folder = write(newFolder(), { external: 'some.weights' })
    const expected = await text(folder)
    const elsewhere = path.join(newFolder(), 'far/away')
    mkdirSync(elsewhere, { recursive: true })
    const file = path.join(folder, 'onnx', name)
    copyFileSync(file, path.join(elsewhere, 'blob'))
    rmSync(file)
    symlinkSync(path.join(elsewhere, 'blob'), file)
    expect(await text(folder)).toEqual(expected)
  })

  test('the runtime itself takes no link out of the folder for the data alone, and the error says so', async () => {
    const folder = writeTinyModel(newFolder(), { external: 'some.weights' })
    const file = path.join(folder, 'onnx/some.weights')
    const elsewhere = newFolder()
    copyFileSync(file, elsewhere)
    rmSync(file)
    symlinkSync(elsewhere, file)
    await expect(load(folder)).rejects.toThrow(
      /only from files in the folder of the model; copy the file there/,
    )
  })
})
