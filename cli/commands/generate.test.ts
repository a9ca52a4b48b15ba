import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { generateExamples } from '../../plugin/dataset/generate/index.ts'
import { isRecord } from '../../plugin/model/json.ts'
import { packageInfo } from '../../plugin/model/package-info.ts'
import { writeLines } from './generate/write-lines.ts'
import { registerGenerate, runGenerate } from './generate.ts'

vi.setConfig({ testTimeout: 60_000 })

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-generate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function at(...parts: string[]): string {
  return path.join(folder, ...parts)
}

function examples(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const example: unknown = JSON.parse(line)
      return isRecord(example) ? example : {}
    })
}

describe('both splits', () => {
  test('are by default the committed files, byte for byte', async () => {
    const said = await runGenerate({ out: at('new', 'folder') })
    for (const name of ['train.jsonl', 'test.jsonl']) {
      const committed = readFileSync(path.join(packageInfo.root, 'fixtures/edgejson', name))
      expect(readFileSync(at('new', 'folder', name)).equals(committed)).toBe(true)
    }
    expect(readdirSync(at('new', 'folder'))).toHaveLength(2)
    expect(said).toEqual([
      expect.stringMatching(
        /train\.jsonl: 629 examples \(350 simple, 192 medium, 87 complex; 4\d\d official, /,
      ),
      expect.stringMatching(/test\.jsonl: 158 examples \(76 simple, 57 medium, 25 complex; 1\d\d official, /),
    ])
  })

  test('do not overwrite, not even the second file, unless forced', async () => {
    writeFileSync(at('test.jsonl'), 'precious')
    await expect(runGenerate({ out: folder })).rejects.toThrow(/test\.jsonl exists already.*--force/)
    expect(readdirSync(folder)).toEqual(['test.jsonl'])
    await runGenerate({ out: folder, force: true, seed: 2 })
    expect(examples(at('test.jsonl'))).toHaveLength(158)
  })

  test.each([
    ['no place', {}, /name a folder with --out DIR/],
    ['standard output', { out: '-' }, /name a folder with --out DIR/],
    ['a filter', { out: 'x', style: ['note'] }, /--style needs a stream; say with --count/],
    [
      'a file as folder',
      { out: path.join(packageInfo.root, 'package.json') },
      /is a file; both splits need a folder/,
    ],
  ])('refuse %s', async (_, options, message) => {
    await expect(runGenerate(options)).rejects.toThrow(message)
  })
})

describe('a stream', () => {
  test('is written as asked: number, schema, style, start, seed', async () => {
    const options = { count: 12, schema: ['invoice', 'rating'], style: ['note', 'form'], seed: 9 }
    await runGenerate({ ...options, out: at('whole.jsonl') })
    const whole = examples(at('whole.jsonl'))
    expect(whole).toHaveLength(12)
    expect(new Set(whole.map(({ schema_id }) => schema_id))).toEqual(new Set(['invoice', 'rating']))
    expect(new Set(whole.map(({ source }) => source))).toEqual(new Set(['note', 'form']))

    await runGenerate({ ...options, start: 8, count: 4, out: at('end.jsonl') })
    expect(examples(at('end.jsonl'))).toEqual(whole.slice(8))
  })

  test('takes schemas of your own from files', async () => {
    const schema = {
      title: 'Parking Ticket',
      type: 'object',
      properties: { plate: { type: 'string' } },
      required: ['plate'],
    }
    writeFileSync(at('parking_ticket.json'), JSON.stringify(schema))
    await runGenerate({
      count: 3,
      schema: [at('parking_ticket.json')],
      style: ['official'],
      out: at('mine.jsonl'),
    })
    for (const example of examples(at('mine.jsonl'))) {
      expect(example).toMatchObject({ schema_id: 'parking_ticket', complexity: 'simple' })
      expect(example.prompt).toMatch(
        /^Parking Ticket\n\nPlate: .+\n\nPlease extract the parking ticket information as JSON\.$/,
      )
    }
  })

  test('avoids what another file holds', async () => {
    const schema = ['simple_config']
    await runGenerate({ count: 40, schema, out: at('old.jsonl') })
    await runGenerate({ count: 40, schema, seed: 2, avoid: [at('old.jsonl')], out: at('new.jsonl') })
    const old = new Set(
      examples(at('old.jsonl')).map(({ expected_output }) => JSON.stringify(expected_output)),
    )
    const shared = examples(at('new.jsonl')).filter(({ expected_output }) =>
      old.has(JSON.stringify(expected_output)),
    )
    expect(shared).toEqual([])
  })

  test.each([
    ['no place', {}, /name a file with --out FILE, or use --stdout/],
    ['two places', { stdout: true, out: 'x' }, /--stdout and --out "x" contradict/],
    ['an unknown schema', { stdout: true, schema: ['invoyce'] }, /"invoyce" is unknown; .* invoice/],
    ['an unknown style', { stdout: true, style: ['poem'] }, /"poem" is unknown; there is official, note/],
    [
      'an unknown complexity',
      { stdout: true, complexity: ['hard'] },
      /"hard" is unknown; there is simple, medium, complex/,
    ],
    [
      'filters that leave nothing',
      { stdout: true, schema: ['rating'], complexity: ['complex'] },
      /rating is simple/,
    ],
    [
      'a schema that is not there',
      { stdout: true, schema: ['nowhere.json'] },
      /cannot read the schema "nowhere.json"/,
    ],
    [
      'a schema that is no JSON',
      { stdout: true, schema: [path.join(packageInfo.root, 'LICENSE.json')] },
      /cannot read/,
    ],
  ])('refuses %s', async (_, options, message) => {
    await expect(runGenerate({ count: 2, ...options })).rejects.toThrow(message)
  })

  test('refuses a folder as file, a file that exists, a broken dataset to avoid', async () => {
    mkdirSync(at('sub'))
    await expect(runGenerate({ count: 2, out: at('sub') })).rejects.toThrow(
      /is a folder; a stream needs a file name/,
    )
    writeFileSync(at('old.jsonl'), '{"id": "x"}\n')
    await expect(runGenerate({ count: 2, out: at('old.jsonl') })).rejects.toThrow(/exists already/)
    await expect(runGenerate({ count: 2, stdout: true, avoid: [at('old.jsonl')] })).rejects.toThrow(
      /1 broken line|BAD|old\.jsonl/,
    )
    writeFileSync(at('bad.json'), '{')
    await expect(runGenerate({ count: 2, stdout: true, schema: [at('bad.json')] })).rejects.toThrow(
      /bad\.json is not JSON/,
    )
  })

  test('leaves no half file behind when it cannot go on', async () => {
    const schema = { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] }
    writeFileSync(at('switch.json'), JSON.stringify(schema))
    await runGenerate({ count: 40, schema: [at('switch.json')], out: at('old.jsonl') })
    const again = { count: 8, schema: [at('switch.json')], avoid: [at('old.jsonl')], out: at('new.jsonl') }
    await expect(runGenerate(again)).rejects.toThrow(/too few different values/)
    expect(readdirSync(folder).sort()).toEqual(['old.jsonl', 'switch.json'])
  })
})

describe('writeLines', () => {
  test('goes no faster than its reader: of an endless stream little is made', async () => {
    let made = 0
    function* counted() {
      for (const example of generateExamples()) {
        made++
        yield example
      }
    }
    const reader = new PassThrough({ highWaterMark: 1024 })
    const writing = writeLines(counted(), reader)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(made).toBeGreaterThan(0)
    expect(made).toBeLessThan(3000)
    reader.destroy()
    await writing
  })

  test('ends quietly when the reader closes the pipe, and passes other errors on', async () => {
    const failing = (code: string) =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('no'), { code })),
      })
    await expect(writeLines(generateExamples(), failing('EPIPE'))).resolves.toBeUndefined()
    await expect(writeLines(generateExamples(), failing('ENOSPC'))).rejects.toThrow('no')
  })
})

test('the command reads its options and says what it wrote on standard error', async () => {
  const program = new Command().exitOverride()
  registerGenerate(program)
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const line = [
      'generate',
      '--count',
      '4',
      '--schema',
      'rating',
      'invoice',
      '--style',
      'log',
      '--out',
      at('a.jsonl'),
    ]
    await program.parseAsync(line, { from: 'user' })
    expect(said.mock.calls.join('')).toMatch(/a\.jsonl: 4 examples \(.*; 4 log\)\n$/)
  } finally {
    said.mockRestore()
  }
  expect(examples(at('a.jsonl'))).toHaveLength(4)
})
