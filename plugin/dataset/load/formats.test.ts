import path from 'node:path'
import fc from 'fast-check'
import { parquetWriteFile } from 'hyparquet-writer'
import { afterAll, describe, expect, it } from 'vitest'
import { TemporaryFolder } from '../test-support/temporary-folder.ts'
import { loadDataset } from './load-dataset.ts'
import { openDataset } from './open-dataset.ts'
import { prepareDatasets } from './read-parquet.ts'

const folder = new TemporaryFolder()
afterAll(() => folder.remove())

const load = (name: string, content: string, options = {}) => {
  const { examples, problems } = loadDataset(folder.write(name, content), { label: name, ...options })
  return problems[0]?.message ?? examples.map(({ line, id, expected }) => [line, id, expected])
}
const error = (name: string, content: string, options = {}) => {
  try {
    return load(name, content, options)
  } catch (thrown) {
    return `${(thrown as { code: string }).code} ${(thrown as Error).message}`
  }
}
const item = (id: string, expected: unknown = { n: 1 }) => ({ id, prompt: 'x', expected })

describe('a JSON array', () => {
  const elements = [item('a', 12345678901234567890n.toString()), item('b')]

  it('has the lines of its elements', () => {
    expect(load('data.json', JSON.stringify(elements, null, 2))).toEqual([
      [2, 'a', '12345678901234567890'],
      [7, 'b', { n: 1 }],
    ])
    expect(load('data.jsonl', `[\n${elements.map((each) => JSON.stringify(each)).join(',\r\n')}\n]`)).toEqual(
      [
        [2, 'a', '12345678901234567890'],
        [3, 'b', { n: 1 }],
      ],
    )
  })

  it('on one line has the numbers of its elements, which open the same examples', () => {
    const file = folder.write('one.json', JSON.stringify(elements))
    expect(loadDataset(file).examples.map(({ line }) => line)).toEqual([1, 2])
    expect(openDataset(file).example(2).id).toBe('b')
  })

  it.each([
    [
      '{"data": []}',
      /data.json:1: the file begins with "\{\\"data\\": \[\]\}"; .* must be one array of objects/,
    ],
    ['[\n{"id": "a",}\n]', /data.json:2: the element 1 of the array is not JSON/],
    ['[\n{}\n{}]', /data.json:3: a comma or "\]" must follow the element 1/],
    ['[{},]', /the element 2 of the array is not JSON/],
    ['[{}] []', /something follows the end of the array/],
    ['[]', /contains no example/],
    ['', /begins with ""/],
    ['[[1]]', /data.json:1: the line is an array/],
  ])('%j is an error', (text, message) => {
    expect(error('data.json', text)).toMatch(message)
  })
})

describe('CSV', () => {
  it('has the lines on which its rows begin', () => {
    const text = '\ufeffid,prompt,expected,lang\r\na,"two\r\nlines","{""n"": 1}",de\r\n\r\nb,"x, y",5,\r\n'
    expect(load('data.csv', text, { fields: { slices: ['lang'] } })).toEqual([
      [2, 'a', { n: 1 }],
      // A cell is a text, and only a text that begins like JSON is parsed.
      [5, 'b', '5'],
    ])
  })

  it('has the same cells with the line ends of any checkout', () => {
    const text = 'id,prompt,expected\na,"two\nlines","{""n"":\n1}"\n'
    const examples = ['\n', '\r\n', '\r'].map(
      (end) => loadDataset(folder.write('ends.csv', text.replaceAll('\n', end))).examples,
    )
    expect(examples[0]).toMatchObject([{ line: 2, prompt: 'two\nlines', expected: { n: 1 } }])
    expect(examples[1]).toEqual(examples[0])
    expect(examples[2]).toEqual(examples[0])
  })

  it('has other delimiters', () => {
    expect(load('data.csv', 'id;prompt;expected\na;x;{}')).toEqual([[2, 'a', {}]])
    expect(load('data.tsv', 'id\tprompt\texpected\na\tx;,y\t{}')).toEqual([[2, 'a', {}]])
  })

  it.each([
    ['id,prompt,expected\na,x,{}\nb,x', /BAD_DATASET .*data.csv:3: the CSV cannot be read/],
    ['id,prompt,expected\na,"x', /data.csv:2: the CSV cannot be read \(Quote Not Closed/],
    ['id,id,expected\na,x,{}', /data.csv:1: the header has the column "id" twice/],
    ['id,,expected\na,x,{}', /the header has the column "" without a name/],
    ['id,prompt,expected', /contains no example/],
    [
      'id,prompt,expected\na,,{}',
      /data.csv:2: the line has no "prompt" \(or "messages"\); its keys are "id", "expected"/,
    ],
  ])('%j is an error', (text, message) => {
    expect(error('data.csv', text)).toMatch(message)
  })

  it('reads any cells, each row on its line', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', ';', "'") })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const quoted = cells.map((text) => `"${`v${text}`.replaceAll('"', '""')}"`)
        const rows = quoted.map((text, index) => `${index},x,${text}`)
        const text = ['id,prompt,expected', ...rows].join('\n')
        const lines = rows.map(
          (_, index) => text.split(`\n${rows[index]}`)[0]?.match(/\r\n|\n|\r/g)?.length ?? 0,
        )
        const { examples } = loadDataset(folder.write('any.csv', text))
        const read = cells.map((each) => `v${each.replaceAll('\r\n', '\n')}`)
        expect(examples.map(({ expected }) => expected)).toEqual(read)
        if (new Set(cells).size === cells.length)
          expect(examples.map(({ line }) => line)).toEqual(lines.map((before) => before + 2))
      }),
    )
  })
})

describe('Parquet', () => {
  const file = path.join(folder.path, 'data.parquet')
  parquetWriteFile({
    filename: file,
    columnData: [
      { name: 'id', data: ['a', 'b'] },
      { name: 'prompt', data: ['x', 'ÿ'] },
      { name: 'expected', data: ['{"n": 1}', '[2]'] },
      { name: 'pages', data: [3n, null], type: 'INT64' },
    ],
  })

  it('has the numbers of its rows, from 1', async () => {
    await prepareDatasets([file])
    const { examples } = loadDataset(file, { fields: { slices: ['pages'] } })
    expect(examples).toMatchObject([
      { line: 1, id: 'a', expected: { n: 1 }, slices: { pages: '3' } },
      { line: 2, id: 'b', prompt: 'ÿ', expected: [2] },
    ])
    expect(openDataset(file).example(2)).toEqual(examples[1])
  })

  it('is an error where it cannot be read', async () => {
    const broken = folder.write('broken.parquet', 'PAR1 and no more')
    await expect(prepareDatasets([broken])).rejects.toThrow(/"[^"]*broken.parquet" cannot be read as Parquet/)
    const unread = folder.write('unread.parquet', 'PAR1')
    expect(() => loadDataset(unread)).toThrow(/was not read with prepareDatasets/)
  })
})

describe('gold values in a second file', () => {
  const lines = ['a', 'b'].map((id) => JSON.stringify({ id, prompt: 'x' })).join('\n')
  const gold = (content: string, name = 'gold.jsonl', fields = {}) => ({
    gold: { file: folder.write(name, content), fields },
  })

  it('are joined by id, from any format', () => {
    expect(load('d.jsonl', lines, gold('{"id":"b","expected":2}\n{"id":"a","expected":"{}"}'))).toEqual([
      [1, 'a', {}],
      [2, 'b', 2],
    ])
    const csv = gold('key,answer\na,{}\nb,[]', 'gold.csv', { id: 'key', expected: 'answer' })
    expect(load('d.jsonl', lines, csv)).toEqual([
      [1, 'a', {}],
      [2, 'b', []],
    ])
  })

  it('change the hash of the dataset', () => {
    const hash = (value: number) =>
      loadDataset(
        folder.write('d.jsonl', lines),
        gold(`{"id":"a","expected":${value}}\n{"id":"b","expected":2}`),
      ).sha256
    expect(hash(1)).toBe(hash(1))
    expect(hash(1)).not.toBe(hash(2))
  })

  it.each([
    ['{"id":"a","expected":1}', {}, /d.jsonl:2: the gold file .*gold.jsonl has no line with the id "b"/],
    [
      '{"id":"a","expected":1}\n{"id":"b","expected":1}\n{"id":"c","expected":1}',
      {},
      /1 of 3 ids .* are on no line of d.jsonl: "c"/,
    ],
    ['{"id":"a","expected":1}\n{"id":"a","expected":1}', {}, /gold.jsonl:2: the id "a" is already on line 1/],
    ['{"id":"a"}', {}, /gold.jsonl:1: the line has no "expected" \(or "expected_output"\)/],
    ['{"expected":1}', {}, /gold.jsonl:1: the line has no "id"/],
    ['[1]', {}, /gold.jsonl:1: the line is not a JSON object/],
    ['{"id":"a","expected":1}', { expcted: 'x' }, /there is no option "gold.fields.expcted"/],
    ['{"id":"a","expected":1}', { id: 'key' }, /has no "key" \(gold.fields.id\)/],
  ])('%s with %j is an error', (content, fields, message) => {
    expect(error('d.jsonl', lines, gold(content, 'gold.jsonl', fields))).toMatch(message)
  })

  it('exclude fields.expected', () => {
    const both = { ...gold('{"id":"a","expected":1}'), fields: { expected: 'x' } }
    expect(error('d.jsonl', lines, both)).toMatch(/BAD_OPTION .*gold and fields.expected .* both say/)
  })
})
