import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { END, writeTinyModel } from '../test-support/tiny-model.ts'
import { loadTokenizer } from './load-tokenizer.ts'

const root = mkdtempSync(path.join(tmpdir(), 'edgejson-tokenizer-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const tiny = await loadTokenizer(writeTinyModel(path.join(root, 'tiny')), {})

describe('a tokenizer of bytes', () => {
  test('property: ids are bytes, and decoding gives the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const ids = tiny.encode(text, true)
        expect(ids).toEqual([...Buffer.from(text, 'utf8')])
        expect(tiny.decode(ids)).toBe(text)
      }),
    )
  })

  test('special tokens and ids without a token have no text', () => {
    expect(tiny.decode([0x61, END, 99_999, 0x62])).toBe('ab')
    expect(tiny.decode([])).toBe('')
    expect(tiny.decode([END])).toBe('')
    expect(tiny.idOf('<end>')).toBe(END)
    expect(tiny.idOf('nonsense')).toBeUndefined()
  })

  test('special tokens that are part of a marker are text where it counts', async () => {
    const folder = writeTinyModel(path.join(root, 'marked'))
    const file = path.join(folder, 'tokenizer.json')
    const definition = JSON.parse(readFileSync(file, 'utf8'))
    const [end] = definition.added_tokens
    definition.added_tokens.push({ ...end, id: 257, content: '<|channel|>' })
    writeFileSync(file, JSON.stringify(definition))
    const tokenizer = await loadTokenizer(folder, {})
    const ids = [0x61, 257, END, 0x62]
    expect(tokenizer.decode(ids)).toBe('ab')
    expect(tokenizer.decode(ids, ['<think>'])).toBe('ab')
    expect(tokenizer.decode(ids, ['<|channel|>final<|message|>'])).toBe('a<|channel|>b')
  })

  test('JSON is not cleaned up', () => {
    const text = `{ "a" : "it 's , so . \u00a0 " }`
    expect(tiny.decode(tiny.encode(text, false))).toBe(text)
  })
})

const real = path.resolve(import.meta.dirname, '../../../../../shared/models/smollm2-135m-edgejson')
describe.skipIf(!existsSync(real))('a real tokenizer', () => {
  // Ids as the Python package tokenizers 0.23 gives them.
  test.each<[string, number[]]>([
    ['Total: 12345.678', [17647, 42, 216, 33, 34, 35, 36, 37, 30, 38, 39, 40]],
    ['naïve café 日本 🙂', [3546, 46494, 37366, 17097, 241, 115, 40993, 47526]],
    ['² ½ Ⅷ ١٢', [19133, 216, 16738, 216, 173, 223, 117, 216, 164, 111, 164, 112]],
    ['<|im_end|>\n\n  x', [2, 8866, 1792]],
  ])('%s', async (text, ids) => {
    const tokenizer = await loadTokenizer(real, {})
    expect(tokenizer.encode(text, true)).toEqual(ids)
  })
})
