import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dtypeOfName, findWeights, namedWeights, preferredDtype, weightsBytes } from './find-weights.ts'
import { hashFiles } from './hash-files.ts'

const root = mkdtempSync(path.join(tmpdir(), 'edgejson-weights-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each<[string, string | null]>([
  ['model.onnx', 'fp32'],
  ['model_quantized.onnx', 'q8'],
  ['model_q4f16.onnx', 'q4f16'],
  ['decoder_model_merged_fp16.onnx', 'fp16'],
  ['model_constructor.onnx', 'constructor'],
  ['model.onnx_data', null],
  ['encoder_model.onnx', null],
])('the dtype of %s is %s', (name, dtype) => {
  expect(dtypeOfName(name)).toBe(dtype)
})

test('unasked, the most exact one is taken, and one of no known name last', () => {
  expect(preferredDtype(['q4', 'mine', 'q8', 'fp16'])).toBe('fp16')
  expect(preferredDtype(['zeta', 'alpha'])).toBe('alpha')
  expect(preferredDtype([])).toBeUndefined()
})

describe('external data', () => {
  const folder = path.join(root, 'external')
  mkdirSync(path.join(folder, 'onnx'), { recursive: true })
  const files = {
    'model.onnx': 'graph',
    'model.onnx_data': '12345678',
    'model.onnx_data_1': 'ab',
    'model_q4.onnx': 'other',
    'model_q4.onnx.data': 'xyz',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, 'onnx', name), content)

  test('belongs to its own weights only and counts in size and hash', async () => {
    const full = await findWeights(folder)
    expect(full.dtype).toBe('fp32')
    expect(full.externalData.map((file) => path.basename(file))).toEqual([
      'model.onnx_data',
      'model.onnx_data_1',
    ])
    expect(await weightsBytes(full)).toBe(15)
    const one = await hashFiles([full.file])
    const all = await hashFiles([full.file, ...full.externalData])
    expect(one).toBe('eef93e1d14482804277fca0172464032d1a4fdbcc338524059fa1e861454ad4d')
    expect(all).not.toBe(one)
    const four = await namedWeights(path.join(folder, 'onnx/model_q4.onnx'))
    expect(four).toMatchObject({ dtype: 'q4', externalData: [path.join(folder, 'onnx/model_q4.onnx.data')] })
  })
})
