import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { packageInfo } from '../../model/package-info.ts'
import { SchemaRegistry } from '../schemas/schema-registry.ts'
import { v3Line } from '../test-support/lines.ts'
import { TemporaryFolder } from '../test-support/temporary-folder.ts'
import { indexDataset } from './index-dataset.ts'
import { loadDataset } from './load-dataset.ts'
import { openDataset } from './open-dataset.ts'

const folder = new TemporaryFolder()
afterAll(() => folder.remove())

const schemas = new SchemaRegistry([
  { id: 'invoice', complexity: 'medium', schema: {}, file: 'medium/invoice.json' },
  { id: 'contact_info', complexity: 'simple', schema: {}, file: 'simple/contact_info.json' },
])

function load(content: string | Uint8Array, fields?: Record<string, string>) {
  return loadDataset(folder.write('data.jsonl', content), {
    schemas,
    ...(fields ? { fields } : {}),
    label: 'data.jsonl',
  })
}

describe('a v3 file', () => {
  it('gives examples with line, labels and answer', () => {
    const { examples, problems, name } = load(`${v3Line('a')}\n${v3Line('b', { critical: true })}\n`)
    expect(problems).toEqual([])
    expect(name).toBe('data')
    expect(examples.map(({ id, line, critical }) => [id, line, critical])).toEqual([
      ['a', 1, false],
      ['b', 2, true],
    ])
    expect(examples[0]).toMatchObject({
      schemaId: 'contact_info',
      complexity: 'simple',
      source: 'template',
      prompt: 'Contact\n\nName: a\n\nPlease extract it.',
      expected: { name: 'a' },
    })
  })

  it('takes the complexity from the schema where the line has none, and keeps null apart', () => {
    const line = (schema: string) =>
      JSON.stringify({ id: schema, schema_id: schema, prompt: 'p', expected_output: {} })
    const { examples } = load(`${line('invoice')}\n${line('unheard_of')}`)
    expect(examples.map(({ complexity, source }) => [complexity, source])).toEqual([
      ['medium', null],
      [null, null],
    ])
  })

  it('falls back to schema_name', () => {
    const { examples } = load(
      JSON.stringify({ id: 'a', schema_name: 'invoice', prompt: 'p', expected_output: {} }),
    )
    expect(examples[0]).toMatchObject({ schemaId: 'invoice', complexity: 'medium' })
  })

  it('says the hash of the bytes, not of the text', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(v3Line('a'))])
    expect(load(bytes).sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('keeps big integers and hostile keys of the answer', () => {
    const text =
      '{"id":"a","schema_id":"s","prompt":"p","expected_output":{"n":123456789012345678901,"__proto__":{"x":1}}}'
    const expected = load(text).examples[0]?.expected as Record<string, unknown>
    expect(expected.n).toBe(123456789012345678901n)
    expect(Object.keys(expected)).toEqual(['n', '__proto__'])
  })
})

describe('the older format', () => {
  const older = (schema_name: string) =>
    JSON.stringify({
      prompt: 'p',
      expected_output: { username: 'x' },
      schema_name,
      complexity: 'complex',
      schema: { name: schema_name, description: 'd', fields: ['username'], types: { username: 'string' } },
    })

  it('gets ids from schema and line, keeps its labels, and names no JSON Schema', () => {
    const { examples, problems } = load(`${older('invoice')}\n\n${older('contact_info')}\n`)
    expect(problems).toEqual([])
    expect(examples.map(({ id, complexity, schemaId }) => [id, complexity, schemaId])).toEqual([
      ['invoice-1', 'complex', null],
      ['contact_info-3', 'complex', null],
    ])
  })

  it('names one when the user maps the field', () => {
    expect(load(older('invoice'), { schema: 'schema_name' }).examples[0]?.schemaId).toBe('invoice')
  })
})

describe('a field map', () => {
  const fields = { id: 'meta.key', prompt: 'messages.0.content', expected: 'answer', source: 'a.b' }

  it('follows dotted paths, list positions and keys with dots, and reads an answer that is a JSON text', () => {
    const line = {
      meta: { key: 7 },
      messages: [{ role: 'user', content: 'the text' }],
      answer: '{"n": 12345678901234567890}',
      'a.b': 'dotted key',
      a: { b: 'path' },
    }
    const { examples, problems } = load(JSON.stringify(line), fields)
    expect(problems).toEqual([])
    expect(examples[0]).toMatchObject({ id: '7', prompt: 'the text', source: 'dotted key', schemaId: null })
    expect(examples[0]?.expected).toEqual({ n: 12345678901234567890n })
  })

  it('makes ids from line numbers where the format has none', () => {
    const { examples } = load('{"q":"x","expected":{}}\n\n{"q":"y","expected":[1]}', { prompt: 'q' })
    expect(examples.map(({ id }) => id)).toEqual(['line-1', 'line-3'])
  })

  it('calls a line without the mapped field broken, and shows its keys', () => {
    const { problems } = load('{"id":"a","text":"x","expected":{}}', { prompt: 'question' })
    expect(problems[0]).toMatchObject({ line: 1, id: 'a', code: 'MISSING_FIELD' })
    expect(problems[0]?.message).toBe(
      'data.jsonl:1: the line has no "question" (fields.prompt); its keys are "id", "text", "expected". ' +
        'Correct the option fields.prompt.',
    )
  })

  it('refuses a mapped label that is on no line, and a field that does not exist', () => {
    const line = '{"id":"a","prompt":"x","expected":{}}'
    expect(() => load(line, { complexity: 'levl' })).toThrow(
      /no line of data\.jsonl has "levl" \(fields\.complexity\)/,
    )
    // Where every line is broken already, that is what must be said.
    expect(load('{}', { complexity: 'levl' }).problems).toHaveLength(1)
    expect(() => load(line, { promt: 'x' })).toThrow(
      /fields\."promt" is not a part of an example; the parts are id, prompt/,
    )
    expect(() => load(line, { prompt: '' })).toThrow(/fields\.prompt is ""; it must name a key/)
  })
})

describe('a line that is no example is a problem with its place', () => {
  const cases: [string, string, string, RegExp][] = [
    ['cut off', '{"id":"a","prompt":"x', 'INVALID_JSON', /column 22, near "/],
    ['an indented line', '  {"id" 1}', 'INVALID_JSON', /column 9, near "/],
    ['two values', `${v3Line('a')} {}`, 'INVALID_JSON', /is not JSON/],
    ['a NUL byte', '{"id":"a"\0}', 'INVALID_JSON', /\\u0000/],
    ['a terminal escape', '{"id":\u001b[2J}', 'INVALID_JSON', /\\u001b/],
    ['a byte order mark inside', `\ufeff${v3Line('x')}`, 'INVALID_JSON', /ufeff/],
    ['endless nesting', '['.repeat(100_000), 'INVALID_JSON', /nested deeper/],
    ['an array', '[1]', 'NOT_AN_OBJECT', /the line is an array/],
    ['a number', '12', 'NOT_AN_OBJECT', /the line is the number 12/],
    ['null', 'null', 'NOT_AN_OBJECT', /the line is null/],
    ['no id in v3', '{"schema_id":"s","prompt":"x","expected_output":{}}', 'MISSING_FIELD', /has no "id"/],
    ['no prompt', '{"id":"a","expected_output":{}}', 'MISSING_FIELD', /has no "prompt"/],
    ['no answer', '{"id":"a","prompt":"x"}', 'MISSING_FIELD', /has no "expected_output"/],
    ['an empty object', '{}', 'MISSING_FIELD', /the object is empty/],
    [
      'an inherited key',
      '{"__proto__":{"id":"a","prompt":"x","expected":{}}}',
      'MISSING_FIELD',
      /"__proto__"/,
    ],
    ['an empty id', v3Line(''), 'EMPTY_FIELD', /"id" is ""; it must not be blank/],
    ['a blank id', v3Line(' \t\n'), 'EMPTY_FIELD', /"id" is/],
    ['a fractional id', v3Line('a', { id: 1.5 }), 'WRONG_TYPE', /"id" is the number 1.5; it must be a text/],
    ['a null id', v3Line('a', { id: null }), 'WRONG_TYPE', /"id" is null/],
    ['a prompt that is a list', v3Line('a', { prompt: ['x'] }), 'WRONG_TYPE', /"prompt" is an array/],
    ['a blank prompt', v3Line('a', { prompt: ' ' }), 'EMPTY_FIELD', /"prompt" is " "/],
    ['a schema that is an object', v3Line('a', { schema_id: {} }), 'WRONG_TYPE', /"schema_id" is an object/],
    [
      'a complexity that is a number',
      v3Line('a', { complexity: 3 }),
      'WRONG_TYPE',
      /"complexity" is the number 3/,
    ],
    [
      'critical as a text',
      v3Line('a', { critical: 'yes' }),
      'WRONG_TYPE',
      /"critical" is the text "yes"; it must be true or false/,
    ],
    [
      'a scalar answer',
      v3Line('a', { expected_output: 5 }),
      'WRONG_TYPE',
      /"expected_output" is the number 5/,
    ],
    ['a null answer', v3Line('a', { expected_output: null }), 'WRONG_TYPE', /"expected_output" is null/],
    [
      'a text that is not JSON',
      v3Line('a', { expected_output: '{a}' }),
      'WRONG_TYPE',
      /a text that is not JSON/,
    ],
    ['a text with a scalar', v3Line('a', { expected_output: '5' }), 'WRONG_TYPE', /is the text "5"/],
  ]
  it.each(cases)('%s', (_, text, code, message) => {
    // Between two good lines, so that neither the others nor the counting suffers.
    const { examples, problems } = load(`${v3Line('first')}\n${text}\n${v3Line('last')}\n`)
    expect(examples.map(({ id, line }) => [id, line])).toEqual([
      ['first', 1],
      ['last', 3],
    ])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line: 2, code })
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.message).toMatch(/^data\.jsonl:2: /)
    expect(problems[0]?.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\ufeff]/)
    expect(problems[0]?.message.length).toBeLessThan(600)
  })

  it('invalid UTF-8, without harm to its neighbours', () => {
    const bad = Buffer.concat([
      Buffer.from(`${v3Line('é')}\n{"id":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n${v3Line('ü')}`),
    ])
    const { examples, problems } = load(bad)
    expect(examples.map(({ id }) => id)).toEqual(['é', 'ü'])
    expect(problems).toMatchObject([{ line: 2, code: 'INVALID_UTF8' }])
  })

  it('a second use of an id names both lines, and the first stays', () => {
    const { examples, problems } = load(
      `${v3Line('a')}\n${v3Line('b')}\n${v3Line('a', { prompt: 'other' })}\n`,
    )
    expect(examples.map(({ line }) => line)).toEqual([1, 2])
    expect(problems).toMatchObject([{ line: 3, id: 'a', code: 'DUPLICATE_ID' }])
    expect(problems[0]?.message).toBe(
      'data.jsonl:3: the id "a" is taken by line 1 (data.jsonl:1); ids must be unique, so only line 1 is used.',
    )
  })

  it('a broken line takes no id away', () => {
    const { examples, problems } = load(`${v3Line('a', { prompt: 1 })}\n${v3Line('a')}\n`)
    expect(examples.map(({ line }) => line)).toEqual([2])
    expect(problems).toMatchObject([{ line: 1, id: 'a', code: 'WRONG_TYPE' }])
  })

  it('a made id that another line has is a duplicate like any other', () => {
    const { problems } = load('{"id":"line-2","prompt":"x","expected":{}}\n{"prompt":"y","expected":{}}')
    expect(problems).toMatchObject([{ line: 2, code: 'DUPLICATE_ID' }])
  })
})

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
      ['a\u2028b', 1],
      ['b', 2],
    ])
  })

  it('keeps hostile ids as they are', () => {
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
    expect(examples.map(({ id }) => id)).toEqual(ids)
    const index = indexDataset(path.join(folder.path, 'data.jsonl'), { schemas })
    expect(index.entries.map(({ id }) => id)).toEqual(ids)
  })

  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /BAD_DATASET.*is empty/],
    ['only a mark', '\ufeff', /BAD_DATASET.*only blank lines/],
    ['only blank lines', ' \n\r\n\t\n', /BAD_DATASET.*only blank lines/],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${v3Line('a')}`, 'utf16le'), /BAD_DATASET.*is UTF-16.*iconv/],
    ['UTF-16 without', Buffer.from(v3Line('a'), 'utf16le'), /BAD_DATASET.*is UTF-16/],
    ['big-endian UTF-16', Buffer.from(v3Line('a'), 'utf16le').swap16(), /BAD_DATASET.*is UTF-16/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /BAD_DATASET.*compressed/],
    [
      'a JSON array over many lines',
      `[\n${v3Line('a')},\n${v3Line('b')}\n]`,
      /BAD_DATASET.*one JSON array.*jq/,
    ],
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

describe('whatever the bytes', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom('\n', '\r\n', '\r', '\n\n', '\ufeff', ' ', '\u2028', '\0')
      .map((text) => Buffer.from(text)),
    fc.string({ maxLength: 4 }).map((id) => Buffer.from(v3Line(id))),
    fc.json().map((json) => Buffer.from(json)),
  )

  it('every line that is not blank is an example or a problem, once, and index and single lines agree', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Buffer.concat(pieces)
        const file = folder.write('any.jsonl', bytes)
        let loaded: ReturnType<typeof loadDataset>
        try {
          loaded = loadDataset(file, { schemas })
        } catch (error) {
          expect(error).toMatchObject({ name: 'EdgejsonError' })
          expect(() => indexDataset(file, { schemas })).toThrow((error as Error).message)
          return
        }
        const { examples, problems } = loaded
        expect(examples.length + problems.length).toBeGreaterThan(0)
        const found = [...examples, ...problems].map(({ line }) => line).sort((a, b) => a - b)
        expect(found).toEqual(linesWithContent(bytes))

        const index = indexDataset(file, { schemas })
        expect(index.problems).toEqual(problems)
        expect(index.sha256).toBe(loaded.sha256)
        expect(index.entries).toEqual(examples.map(({ prompt: _, expected: __, ...entry }) => entry))

        const opened = openDataset(file, { schemas })
        expect(opened.lines).toEqual(found)
        for (const example of examples) expect(opened.example(example.line)).toEqual(example)
      }),
      { numRuns: 300 },
    )
  })

  /** The same question asked in another way: split the text of the bytes, one character a byte. */
  function linesWithContent(bytes: Buffer): number[] {
    const text = bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '')
    const lines = text.includes('\n') ? text.split('\n') : text.split('\r')
    return lines.flatMap((line, index) => (/[^ \t\r]/.test(line) ? [index + 1] : []))
  }
})

describe('openDataset', () => {
  it('says why a line has no example', () => {
    const opened = openDataset(folder.write('data.jsonl', `${v3Line('a')}\n\n{}\n`), {
      schemas,
      label: 'd.jsonl',
    })
    expect(opened.example(1).id).toBe('a')
    expect(() => opened.example(2)).toThrow(/d\.jsonl:2: there is no such line, or it is blank/)
    expect(() => opened.example(3)).toThrow(/d\.jsonl:3: the line has no "prompt"/)
    expect(() => opened.example(99)).toThrow(/d\.jsonl:99/)
  })
})

const shared = path.join(packageInfo.root, '..', 'shared', 'edgejson')

describe.skipIf(!existsSync(shared))('the official data', () => {
  it('all 629 train lines load, with the complexity of their schemas', () => {
    const { examples, problems } = loadDataset(path.join(shared, 'edgejson_train_v3.jsonl'))
    expect(problems).toEqual([])
    expect(examples).toHaveLength(629)
    const count = (wanted: string) => examples.filter(({ complexity }) => complexity === wanted).length
    expect([count('simple'), count('medium'), count('complex')]).toEqual([350, 192, 87])
  })

  it('the older sample loads, under its own labels', () => {
    const file = path.join(shared, 'older_format_sample.jsonl')
    const { examples, problems } = loadDataset(file)
    expect(problems).toEqual([])
    expect(examples).toHaveLength(readFileSync(file, 'utf8').trim().split('\n').length)
    expect(examples[0]).toMatchObject({ id: 'event_registration-1', complexity: 'complex', schemaId: null })
  })
})
