import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packageInfo } from '../../core/package-info.ts'
import { v3Line } from '../test-support/lines.ts'
import { textLoader, twoSchemas } from '../test-support/load-text.ts'
import { loadDataset } from './load-dataset.ts'
import { openDataset } from './open-dataset.ts'

const { folder, load } = textLoader()

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

  it('says the hash of the content, whatever line ends and byte order mark a checkout gave it', () => {
    const text = `${v3Line('a')}\n${v3Line('b')}\n`
    const sha256 = createHash('sha256').update(text).digest('hex')
    for (const variant of [
      text,
      `\ufeff${text}`,
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('\n', '\r'),
    ]) {
      expect(load(variant).sha256).toBe(sha256)
    }
    expect(load(`${text}\n`).sha256).not.toBe(sha256)
    expect(load(text.replace('a', 'b')).sha256).not.toBe(sha256)
  })

  it('keeps big integers and hostile keys of the answer', () => {
    const text =
      '{"id":"a","schema_id":"s","prompt":"p","expected_output":{"n":123456789012345678901,"__proto__":{"x":1}}}'
    const expected = load(text).examples[0]?.expected ?? null
    expect(Object.entries(expected ?? {})).toEqual([
      ['n', 123456789012345678901n],
      ['__proto__', { x: 1 }],
    ])
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
      /no option "fields\.promt"\. Did you mean "fields\.prompt"\? The options of fields are: id, prompt/,
    )
    expect(() => load(line, { prompt: '' })).toThrow(/fields\.prompt is ""; it must be a key of the line/)
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

  it('every line that is not blank is an example or a problem, once, and single lines agree', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Buffer.concat(pieces)
        const file = folder.write('any.jsonl', bytes)
        let loaded: ReturnType<typeof loadDataset>
        try {
          loaded = loadDataset(file, { schemas: twoSchemas })
        } catch (error) {
          expect(error).toMatchObject({ name: 'EdgejsonError' })
          return
        }
        const { examples, problems } = loaded
        expect(examples.length + problems.length).toBeGreaterThan(0)
        const found = [...examples, ...problems].map(({ line }) => line).sort((a, b) => a - b)
        expect(found).toEqual(linesWithContent(bytes))

        const opened = openDataset(file, { schemas: twoSchemas })
        expect(opened.sha256).toBe(loaded.sha256)
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
      schemas: twoSchemas,
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
