import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { resolveSpecifier } from './specifier.ts'

const root = temporaryFolder()
mkdirSync(path.join(root, 'models/mine/onnx'), { recursive: true })
for (const name of [
  'models/mine/onnx/model_q4.onnx',
  'models/mine/model.onnx',
  'engine.mjs',
  'engine.ts',
  'answers.jsonl',
  'm.gguf',
  'models/mine/here.gguf',
  'notes.txt',
]) {
  writeFileSync(path.join(root, name), '')
}

describe('resolveSpecifier', () => {
  const folder = path.join(root, 'models/mine')
  test.each<[string, unknown]>([
    ['models/mine', { kind: 'folder', folder, weights: null }],
    ['./models/mine/', { kind: 'folder', folder, weights: null }],
    [folder, { kind: 'folder', folder, weights: null }],
    [
      'models/mine/onnx/model_q4.onnx',
      { kind: 'folder', folder, weights: path.join(folder, 'onnx/model_q4.onnx') },
    ],
    ['models/mine/model.onnx', { kind: 'folder', folder, weights: path.join(folder, 'model.onnx') }],
    ['./engine.mjs', { kind: 'module', file: path.join(root, 'engine.mjs') }],
    ['m.gguf', { kind: 'gguf', file: path.join(root, 'm.gguf'), hub: null }],
    ['models/mine/here.gguf', { kind: 'gguf', file: path.join(folder, 'here.gguf'), hub: null }],
    [
      'org/name/m.Q4_1.gguf',
      { kind: 'gguf', file: 'm.Q4_1.gguf', hub: { id: 'org/name', revision: 'main' } },
    ],
    [
      'org/name-1.5@v1.0/q4/m-q4_k_m.gguf',
      { kind: 'gguf', file: 'q4/m-q4_k_m.gguf', hub: { id: 'org/name-1.5', revision: 'v1.0' } },
    ],
    ['engine.ts', { kind: 'module', file: path.join(root, 'engine.ts') }],
    [
      pathToFileURL(path.join(root, 'engine.mjs')).href,
      { kind: 'module', file: path.join(root, 'engine.mjs') },
    ],
    ['replay:answers.jsonl', { kind: 'replay', file: path.join(root, 'answers.jsonl') }],
    ['replay:missing.jsonl', { kind: 'replay', file: path.join(root, 'missing.jsonl') }],
    ['builtin', { kind: 'builtin' }],
    ['rules', { kind: 'rules' }],
    ['http://localhost:8080/v1/', { kind: 'server', url: 'http://localhost:8080/v1' }],
    ['HTTPS://Example.org/api/v1', { kind: 'server', url: 'https://example.org/api/v1' }],
    ['org/name', { kind: 'hub', id: 'org/name', revision: 'main' }],
    ['org/name-1.5_b@refs/pr/3', { kind: 'hub', id: 'org/name-1.5_b', revision: 'refs/pr/3' }],
  ])('%s', async (model, target) => {
    expect(await resolveSpecifier(model, root)).toEqual(target)
  })

  test.each<[string, RegExp]>([
    ['', /it is empty/],
    ['  ', /it is empty/],
    ['replay:', /no file follows/],
    ['./org/name/more', /no folder/],
    ['./missing', /no folder/],
    ['missing', /no folder/],
    ['missing.mjs', /no file .*missing\.mjs/],
    ['org/model.onnx', /no file/],
    ['answers.jsonl', /"replay:answers\.jsonl"/],
    ['missing.gguf', /no file .*missing\.gguf/],
    ['folder/missing.gguf', /no file .*missing\.gguf/],
    ['./org/name/missing.gguf', /no file .*missing\.gguf/],
    ['org/name/../missing.gguf', /no file .*missing\.gguf/],
    ['notes.txt', /kind that no engine reads/],
    ['http://', /Invalid URL/],
    ['a\0b', /no folder/],
  ])('%j is refused with the forms there are', async (model, message) => {
    const refusal = resolveSpecifier(model, root)
    await expect(refusal).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.toThrow(/replay:answers\.jsonl.*recorded answers/)
  })

  test('what may be a secret in a URL is not repeated', async () => {
    for (const url of ['http://me:hunter2@host/v1', 'http://host/v1?key=hunter2', 'http://host/v1#hunter2']) {
      const refusal = resolveSpecifier(url, root)
      await expect(refusal).rejects.toThrow(/EDGEJSON_API_KEY/)
      await expect(refusal).rejects.not.toThrow(/hunter2/)
    }
  })
})
