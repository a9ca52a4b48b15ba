import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hashFiles } from '../../../core/hash-files.ts'
import { onnxFile, onnxWithHiddenTensors } from '../test-support/onnx-file.ts'
import {
  dtypeOfName,
  filesOf,
  findWeights,
  namedWeights,
  preferredDtype,
  weightsBytes,
} from './find-weights.ts'

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
  const write = (name: string, content: string | Buffer): void => {
    const file = path.join(folder, 'onnx', name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const at = (name: string): string => path.join(folder, 'onnx', name)

  test('is what the file refers to, of whatever name, and counts in size and hash', async () => {
    write('model.onnx', referringTo('weights.bin', 'parts/of it.dat'))
    write('weights.bin', '12345678')
    write('parts/of it.dat', 'ab')
    // Next to the weights, named like external data, and not referred to.
    write('model.onnx_data', 'stale')
    const full = await findWeights(folder)
    expect(full).toMatchObject({ dtype: 'fp32', externalData: [at('parts/of it.dat'), at('weights.bin')] })
    expect(await weightsBytes(full)).toBe(statSync(full.file).size + 10)
    const before = await hashFiles(filesOf(full))
    write('weights.bin', '12345679')
    expect(await hashFiles(filesOf(full))).not.toBe(before)
  })

  test('of constants in attributes, subgraphs and functions counts too', async () => {
    write(
      'model_deep.onnx',
      onnxWithHiddenTensors({ attribute: 'a.bin', subgraph: 'b.bin', function: 'c.bin' }),
    )
    for (const name of ['a.bin', 'b.bin', 'c.bin']) write(name, name)
    const { externalData } = await namedWeights(at('model_deep.onnx'))
    expect(externalData).toEqual(['a.bin', 'b.bin', 'c.bin'].map(at))
  })

  test('that is missing or lies outside the folder is an error that names it', async () => {
    write('model_lost.onnx', referringTo('lost.bin'))
    await expect(namedWeights(at('model_lost.onnx'))).rejects.toThrow(/"lost\.bin", which cannot be read/)
    for (const place of ['../outside.bin', '/etc/hostname']) {
      write('model_out.onnx', referringTo(place))
      await expect(namedWeights(at('model_out.onnx'))).rejects.toThrow(/outside its folder/)
    }
  })

  test('is not known of a file that is not ONNX', async () => {
    write('model_pointer.onnx', 'version https://git-lfs.github.com/spec/v1')
    expect(await namedWeights(at('model_pointer.onnx'))).toMatchObject({ externalData: null })
  })
})

function referringTo(...locations: readonly string[]): Buffer {
  return onnxFile({
    nodes: [],
    inputs: [],
    outputs: [],
    constants: locations.map((location, index) => ({
      name: `constant ${index}`,
      shape: [1],
      data: new Float32Array(1),
      external: { location, offset: 0 },
    })),
  })
}
