import { copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadEngine } from '../load-engine.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { writeTinyModel } from './test-support/tiny-model.ts'

const root = temporaryFolder()
let folders = 0

describe('broken folders', () => {
  const broken = async (damage: (folder: string) => void): Promise<unknown> => {
    const folder = writeTinyModel(path.join(root, `broken-${++folders}`), { script: { at: 0, bytes: [] } })
    damage(folder)
    return loadEngine({ model: folder, threads: 1 }).then(
      async (engine) => {
        await engine.close()
        return 'it loaded'
      },
      (error: unknown) => error,
    )
  }
  test.each<[string, RegExp, (folder: string) => void]>([
    ['no config.json', /no .*config\.json/, (folder) => rmSync(path.join(folder, 'config.json'))],
    ['no tokenizer.json', /no .*tokenizer\.json/, (folder) => rmSync(path.join(folder, 'tokenizer.json'))],
    ['no weights', /no ONNX weights/, (folder) => rmSync(path.join(folder, 'onnx'), { recursive: true })],
    [
      'config.json cut off',
      /config\.json is not JSON/,
      (folder) => truncateSync(path.join(folder, 'config.json'), 5),
    ],
    [
      'config.json a list',
      /config\.json must contain a JSON object/,
      (folder) => writeFileSync(path.join(folder, 'config.json'), '[]'),
    ],
    [
      'a tokenizer of no kind',
      /tokenizer\.json is not a usable tokenizer/,
      (folder) => writeFileSync(path.join(folder, 'tokenizer.json'), '{"model": {"type": "Nonsense"}}'),
    ],
    [
      'a template that does not parse',
      /chat_template\.jinja cannot be read/,
      (folder) => writeFileSync(path.join(folder, 'chat_template.jinja'), '{% for %}'),
    ],
    [
      'weights cut off',
      /model\.onnx.*download it again/,
      (folder) => truncateSync(path.join(folder, 'onnx/model.onnx'), 5000),
    ],
    [
      'no bytes at all',
      /model\.onnx.*0 bytes/,
      (folder) => truncateSync(path.join(folder, 'onnx/model.onnx'), 0),
    ],
    [
      'a Git LFS pointer',
      /git lfs pull/,
      (folder) =>
        writeFileSync(
          path.join(folder, 'onnx/model.onnx'),
          'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
        ),
    ],
    [
      'weights that are something else',
      /cannot load .*model\.onnx/,
      (folder) => copyFileSync(path.join(folder, 'config.json'), path.join(folder, 'onnx/model.onnx')),
    ],
    [
      'another name',
      /no ONNX weights/,
      (folder) => renameSync(path.join(folder, 'onnx/model.onnx'), path.join(folder, 'onnx/encoder.onnx')),
    ],
  ])('%s', async (_, message, damage) => {
    const error = await broken(damage)
    expect(error).toMatchObject({ name: 'EdgejsonError', code: 'BAD_MODEL' })
    expect(String(error)).toMatch(message)
  })
})
