import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isRecord, type JsonValue } from '../../plugin/core/json/json.ts'
import { packageInfo } from '../../plugin/core/package-info.ts'
import { compileSchema } from '../../plugin/scoring/index.ts'
import { registerGenerate, runGenerate } from './generate.ts'
import { runValidate } from './validate.ts'

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
    [
      'a filter',
      { out: 'x', style: ['note'] },
      /--style needs a stream; set its number of examples with --count/,
    ],
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

  test('obeys a schema of your own, or ends with what it breaks', async () => {
    const schema = {
      type: 'object',
      properties: {
        plate: { type: ['string', 'null'], minLength: 3, maxLength: 8 },
        zone: { const: 'B2' },
        fee: { type: 'number', minimum: 1, maximum: 90 },
        paid: { type: 'boolean' },
      },
      required: ['plate', 'zone', 'fee', 'paid'],
      additionalProperties: false,
    }
    writeFileSync(at('invoice.json'), JSON.stringify(schema))
    await runGenerate({ count: 60, schema: [at('invoice.json')], out: at('obeyed.jsonl') })
    const validate = compileSchema(schema)
    for (const { id, expected_output } of examples(at('obeyed.jsonl'))) {
      expect(validate(expected_output as JsonValue)).toEqual({ valid: true, errors: [] })
      // Not the mark of the benchmark's own lines, whose schema of this name is another one.
      expect(id).toMatch(/^generated_invoice_/)
    }
    writeFileSync(
      at('odd.json'),
      '{"properties":{"size":{"type":"integer","enum":["L"]}},"required":["size"]}',
    )
    await expect(runGenerate({ count: 5, schema: [at('odd.json')], out: at('odd.jsonl') })).rejects.toThrow(
      /does not support the schema "odd": in "generated_odd_.*", \$.size must be integer/,
    )
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

  test('has schemas of its own for a share, and writes them where validate finds them', async () => {
    const options = { count: 50, vary: 0.5, seed: 5, out: at('varied.jsonl') }
    await runGenerate({ ...options, schemasOut: at('schemas') })
    const named = examples(at('varied.jsonl')).map(({ schema_id }) => String(schema_id))
    const made = named.filter((id) => /^(?:altered_\w+|random)_s5_\d{7}$/.test(id))
    expect(made.length).toBeGreaterThan(15)
    expect(made.length).toBeLessThan(35)
    expect(readdirSync(at('schemas')).sort()).toEqual(['complex', 'medium', 'simple'])
    const { output, exitCode } = await runValidate(at('varied.jsonl'), { schemas: at('schemas') })
    expect(output).toMatch(/50 examples, 0 errors/)
    expect(output).not.toMatch(/UNKNOWN_SCHEMA|COMPLEXITY|NOT_IN_PROMPT|UNDETERMINED/)
    expect(exitCode).toBe(0)

    // Without the schemas nothing is held against a wrong one: such lines name none.
    await runGenerate({ ...options, out: at('unnamed.jsonl') })
    const unnamed = examples(at('unnamed.jsonl')).map(({ schema_id }) => schema_id)
    expect(unnamed).toEqual(named.map((id) => (made.includes(id) ? null : id)))
    const again = await runValidate(at('unnamed.jsonl'), {})
    expect(again.output).toMatch(new RegExp(`${made.length} of 50 examples name no schema`))
    expect(again.exitCode).toBe(0)
  })

  test('obeys --complexity and --style for varied examples as well', async () => {
    const only = { complexity: ['medium'], style: ['form'], count: 30, vary: 1 }
    await runGenerate({ ...only, out: at('medium.jsonl') })
    for (const example of examples(at('medium.jsonl'))) {
      expect(example).toMatchObject({ complexity: 'medium', source: 'form' })
    }
  })

  test('is broad on demand: the same ids, other values, two lines in an address', async () => {
    const options = { count: 60, schema: ['location'], style: ['official'] }
    await runGenerate({ ...options, out: at('tidy.jsonl') })
    await runGenerate({ ...options, values: 'broad', out: at('broad.jsonl') })
    const [tidy, broad] = [examples(at('tidy.jsonl')), examples(at('broad.jsonl'))]
    expect(broad.map(({ id }) => id)).toEqual(tidy.map(({ id }) => id))
    const twoLines = (list: typeof tidy) =>
      list.filter(({ expected_output }) => /\\n/.test(JSON.stringify(expected_output)))
    expect(twoLines(tidy)).toHaveLength(0)
    expect(twoLines(broad).length).toBeGreaterThan(20)
  })

  test.each([
    ['schemas without variation', { stdout: true, schemasOut: 'x' }, /--schemas-out needs --vary/],
    [
      'a kind of values there is not',
      { stdout: true, values: 'wild' },
      /"wild" is unknown; there is tidy, broad/,
    ],
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

  test('does not write schemas over other files', async () => {
    writeFileSync(at('file'), '')
    mkdirSync(at('full'))
    writeFileSync(at('full', 'mine.json'), '{}')
    const options = { count: 2, vary: 1, out: at('a.jsonl') }
    await expect(runGenerate({ ...options, schemasOut: at('file') })).rejects.toThrow(
      /is a file; schemas need/,
    )
    await expect(runGenerate({ ...options, schemasOut: at('full') })).rejects.toThrow(/is not empty/)
    expect(readdirSync(folder).sort()).toEqual(['file', 'full'])
    await runGenerate({ ...options, schemasOut: at('full'), force: true })
    expect(readdirSync(at('full'))).toContain('mine.json')
  })

  test('leaves no partial file behind when it cannot continue', async () => {
    const schema = { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] }
    writeFileSync(at('switch.json'), JSON.stringify(schema))
    await runGenerate({ count: 40, schema: [at('switch.json')], out: at('old.jsonl') })
    const again = { count: 8, schema: [at('switch.json')], avoid: [at('old.jsonl')], out: at('new.jsonl') }
    await expect(runGenerate(again)).rejects.toThrow(/too few different values/)
    expect(readdirSync(folder).sort()).toEqual(['old.jsonl', 'switch.json'])
  })
})

describe('the command', () => {
  /** Runs a command line; returns what it wrote to standard error. */
  async function generate(...line: string[]): Promise<string> {
    const program = new Command().exitOverride()
    registerGenerate(program.command('generate'))
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      await program.parseAsync(['generate', ...line], { from: 'user' })
      return stderr.mock.calls.join('')
    } finally {
      stderr.mockRestore()
    }
  }

  test('reads its options and says what it wrote on standard error', async () => {
    const line = '--count 4 --schema rating invoice --style log --out'.split(' ')
    expect(await generate(...line, at('a.jsonl'))).toMatch(/a\.jsonl: 4 examples \(.*; 4 log\)\n$/)
    expect(examples(at('a.jsonl'))).toHaveLength(4)
  })

  test.each(['1.5', '-1', 'half', ''])('--vary %j is not a share', async (share) => {
    const written = generate('--count', '1', '--stdout', '--vary', share)
    await expect(written).rejects.toThrow(/share from 0 to 1/)
  })
})
