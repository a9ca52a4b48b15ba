import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { exampleId } from '../../records/example-id.ts'
import { v3Line } from '../test-support/lines.ts'
import { textLoader } from '../test-support/load-text.ts'
import { loadDataset } from './load-dataset.ts'

const { folder, load } = textLoader()

describe('files', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('%s ends lines; blank lines are counted and nothing else', (_, end) => {
    const text = ['', v3Line('a'), ' \t', `${v3Line('b')}  \t`, '', 'broken', ''].join(end)
    const { examples, problems } = load(`\ufeff${text}`)
    expect(examples.map(({ id, line }) => [id, line])).toEqual([
      ['a', 2],
      ['b', 4],
    ])
    expect(problems).toMatchObject([{ line: 6, code: 'INVALID_JSON' }])
  })

  it('U+2028 and U+2029 end no line', () => {
    const line = `{"id":"a\u2028b","prompt":"x\u2029y","expected":{}}`
    const { examples } = load(`${line}\n${v3Line('b')}`)
    expect(examples.map(({ id, line }) => [id, line])).toEqual([
      ['a\\u2028b', 1],
      ['b', 2],
    ])
  })

  it('keeps ids as they are, escaped where they are not safe to print', () => {
    const ids = [
      '\u001b[31m',
      '$& $1 $`',
      'a\nb',
      '"',
      '\\',
      'x'.repeat(100_000),
      '\ud800',
      '__proto__',
      '%s',
    ]
    const { examples, problems } = load(ids.map((id) => v3Line(id)).join('\n'))
    expect(problems).toEqual([])
    expect(examples.map(({ id }) => id)).toEqual(ids.map(exampleId))
  })

  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /BAD_DATASET.*is empty/],
    ['only a mark', '\ufeff', /BAD_DATASET.*only blank lines/],
    ['only blank lines', ' \n\r\n\t\n', /BAD_DATASET.*only blank lines/],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${v3Line('a')}`, 'utf16le'), /BAD_DATASET.*is UTF-16.*iconv/],
    ['UTF-16 without', Buffer.from(v3Line('a'), 'utf16le'), /BAD_DATASET.*is UTF-16/],
    ['big-endian UTF-16', Buffer.from(v3Line('a'), 'utf16le').swap16(), /BAD_DATASET.*is UTF-16/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /BAD_DATASET.*compressed/],
  ])('%s is an error', (_, content, message) => {
    expect(() => load(content)).toThrow(expect.objectContaining({ name: 'EdgejsonError' }))
    try {
      load(content)
    } catch (error) {
      const { code, message: text } = error as { code: string; message: string }
      expect(`${code} ${text}`).toMatch(message)
    }
  })

  it('a missing file and a folder are errors that name them', () => {
    expect(() => loadDataset(path.join(folder.path, 'none.jsonl'))).toThrow(
      /there is no dataset ".*none\.jsonl"/,
    )
    expect(() => loadDataset(folder.path)).toThrow(/is a folder/)
  })

  it('one line of 50 MB is an example', { timeout: 30_000 }, () => {
    const { examples, problems } = load(
      `${v3Line('a', { prompt: 'x'.repeat(50_000_000) })}\n${v3Line('b')}\n`,
    )
    expect(problems).toEqual([])
    expect(examples.map(({ prompt }) => prompt.length > 1000)).toEqual([true, false])
  })
})
