import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageInfo } from '../../core/package-info.ts'
import { SchemaRegistry } from '../schemas/schema-registry.ts'
import { v3Line } from '../test-support/lines.ts'
import { TemporaryFolder } from '../test-support/temporary-folder.ts'
import { asErrors, countFindings, formatReport } from './format-findings.ts'
import { loadTokenCounter } from './load-tokenizer.ts'
import { type ValidateOptions, validateDataset } from './validate-dataset.ts'

const folder = new TemporaryFolder()
afterAll(() => folder.remove())

const schemas = new SchemaRegistry([
  { id: 'contact_info', complexity: 'simple', schema: { type: 'object' }, file: 'contact_info.json' },
])

function validate(lines: string[], options: ValidateOptions = {}) {
  return validateDataset(folder.write('data.jsonl', lines.join('\n')), { schemas, ...options })
}

describe('validateDataset', () => {
  it('finds nothing in a good file, and says what it did not check', () => {
    const { findings, notes, examples } = validate([v3Line('a'), v3Line('b')])
    expect(findings).toEqual([])
    expect(examples).toBe(2)
    expect(notes).toEqual([
      'schema compliance was not checked.',
      'expected lengths were estimated at 2.2 bytes a token; give a tokenizer to count them.',
    ])
  })

  it('gives the findings of all checks in the order of the file', () => {
    const { findings } = validate(
      [
        v3Line('a', { expected_output: { items: [{ quantity: 1, price: 2 }], total: 3 }, prompt: '1 2 3' }),
        'broken',
        v3Line('b', { complexity: 'complex', prompt: 'none' }),
        '',
        v3Line('c', { schema_id: 'other' }),
        v3Line('a'),
        v3Line('d', { expected_output: ['d'.repeat(80)], prompt: 'd'.repeat(80) }),
      ],
      { maxNewTokens: 24 },
    )
    expect(findings.map(({ line, severity, code, id }) => [line, severity, code, id])).toEqual([
      [1, 'error', 'TOTAL', 'a'],
      [2, 'error', 'INVALID_JSON', null],
      [3, 'warning', 'COMPLEXITY', 'b'],
      [3, 'warning', 'NOT_IN_PROMPT', 'b'],
      [5, 'error', 'UNKNOWN_SCHEMA', 'c'],
      [6, 'error', 'DUPLICATE_ID', 'a'],
      [7, 'warning', 'EXPECTED_MAYBE_TOO_LONG', 'd'],
    ])
  })

  it('hands each example to the check it is given', () => {
    const { findings, notes } = validate([v3Line('a'), v3Line('b'), v3Line('c', { schema_id: null })], {
      countTokens: () => 1,
      complies: ({ schemaId }, expected) => {
        expect(schemaId).toBe('contact_info')
        if (JSON.stringify(expected) !== '{"name":"b"}') return []
        return [
          { kind: 'schema', message: '$.name is wrong' },
          { kind: 'format', message: '$.name is odd' },
        ]
      },
    })
    expect(findings.map(({ line, severity, code, message }) => [line, severity, code, message])).toEqual([
      [2, 'error', 'SCHEMA', '"contact_info": $.name is wrong'],
      [2, 'warning', 'FORMAT', '"contact_info": $.name is odd'],
    ])
    expect(notes).toEqual(['1 of 3 examples name no schema: their compliance was not checked.'])
  })

  it('compares with another file, and says what of it could not be read', () => {
    const other = folder.write('train.jsonl', [v3Line('b'), 'broken', v3Line('a')].join('\n'))
    const { findings, notes } = validate([v3Line('a'), v3Line('c')], { against: other })
    expect(findings.map(({ line, code }) => [line, code])).toEqual([
      [1, 'LEAKED_ID'],
      [1, 'LEAKED_PROMPT'],
    ])
    expect(findings[0]?.message).toBe(`the id is also on ${other}:3.`)
    expect(notes[0]).toBe(`1 line of ${other} cannot be read and were not compared.`)
  })

  it('throws for a file or another file that cannot be read', () => {
    expect(() => validateDataset(path.join(folder.path, 'none.jsonl'))).toThrow(
      expect.objectContaining({ code: 'IO' }),
    )
    expect(() => validate([])).toThrow(expect.objectContaining({ code: 'BAD_DATASET' }))
    expect(() => validate([v3Line('a')], { against: folder.path })).toThrow(/is a folder/)
  })
})

describe('formatReport', () => {
  const finding = (line: number, code: 'FORMAT' | 'TOTAL', message = 'm') => {
    return {
      file: 'd.jsonl',
      line,
      severity: code === 'TOTAL' ? 'error' : 'warning',
      code,
      id: null,
      message,
    } as const
  }
  const report = {
    file: 'd.jsonl',
    sha256: '',
    examples: 30,
    findings: [finding(1, 'TOTAL')],
    notes: ['a note.'],
  }

  it('writes a line for each finding, notes and a summary', () => {
    expect(formatReport(report)).toBe(
      'd.jsonl:1: error TOTAL m\nnote: a note.\nd.jsonl: 30 examples, 1 error, 0 warnings\n',
    )
  })

  it('cuts what repeats, and counts all of it', () => {
    const many = Array.from({ length: 25 }, (_, index) => finding(index + 1, 'FORMAT'))
    const lines = formatReport({ ...report, findings: [...many, finding(99, 'TOTAL')] }).split('\n')
    expect(lines.filter((line) => /^d\.jsonl:\d+: warning FORMAT m$/.test(line))).toHaveLength(20)
    expect(lines).toContain('d.jsonl: warning FORMAT … and 5 more (25 in all)')
    expect(lines).toContain('d.jsonl:99: error TOTAL m')
    expect(lines.at(-2)).toBe('d.jsonl: 30 examples, 1 error, 25 warnings')
  })

  it('keeps one finding on one line, whatever is in it', () => {
    const text = formatReport({
      ...report,
      file: 'a\u001b.jsonl',
      findings: [finding(1, 'TOTAL', 'x\n\u001b]0;\u202e')],
    })
    expect(text.split('\n')).toHaveLength(4)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/)
  })

  it('strictness makes warnings errors', () => {
    const findings = asErrors([finding(1, 'FORMAT'), finding(2, 'TOTAL')])
    expect(countFindings(findings)).toEqual({ errors: 2, warnings: 0 })
  })
})

describe('loadTokenCounter', () => {
  it.each([
    ['missing', null],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no tokenizer', '{"model":{"type":"None"}}'],
  ])('refuses a file that is %s, by its name', async (_, content) => {
    const file =
      content === null ? path.join(folder.path, 'none.json') : folder.write('tokenizer.json', content)
    await expect(loadTokenCounter(file)).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loadTokenCounter(file)).rejects.toThrow(path.basename(file))
  })
})

const shared = path.join(packageInfo.root, '..', 'shared')

describe.skipIf(!existsSync(path.join(shared, 'edgejson')))('the official train split', () => {
  const file = path.join(shared, 'edgejson', 'edgejson_train_v3.jsonl')

  it('has no wrong sums, no broken lines and no doubles; only what is known of it', () => {
    const { findings, examples } = validateDataset(file)
    expect(examples).toBe(629)
    expect(countFindings(findings).errors).toBe(0)
    const count = (code: string) =>
      new Set(findings.filter((one) => one.code === code).map(({ line }) => line)).size
    // EdgeJSON's own defects: gold answers that a model wrote, and list items that no prompt shows.
    expect({ absent: count('NOT_IN_PROMPT'), undetermined: count('UNDETERMINED') }).toEqual({
      absent: 16,
      undetermined: 24,
    })
  })

  it.skipIf(!existsSync(path.join(shared, 'models')))(
    'has one answer beyond 2,048 tokens, counted',
    async () => {
      const tokenizer = path.join(shared, 'models', 'smollm2-135m-edgejson', 'tokenizer.json')
      const { findings } = validateDataset(file, { countTokens: await loadTokenCounter(tokenizer) })
      expect(
        findings.filter(({ severity }) => severity === 'error').map(({ line, code }) => [line, code]),
      ).toEqual([[206, 'EXPECTED_TOO_LONG']])
    },
  )
})
