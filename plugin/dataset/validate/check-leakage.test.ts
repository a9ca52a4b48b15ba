import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import type { Example } from '../../records/example.ts'
import { DuplicateCheck } from './check-duplicates.ts'
import { LeakageCheck } from './check-leakage.ts'
import { distinguishingValues, expectedKey, valuesKey } from './example-keys.ts'

function example(line: number, prompt: string, expected: JsonValue, id = `e${line}`): Example {
  return { id, line, prompt, expected, schemaId: null, complexity: null, source: null, critical: false }
}

describe('LeakageCheck', () => {
  const train = [
    example(1, 'Ann, ann@example.org', { name: 'Ann', mail: 'ann@example.org' }, 'known'),
    example(2, 'Bob, Bern', { name: 'Bob', city: 'Bern' }),
  ]
  const check = (prompt: string, expected: JsonValue, id = 'new') =>
    new LeakageCheck('train.jsonl', train).check(example(5, prompt, expected, id))

  it('is silent on what is independent', () => {
    expect(check('Bob, Basel', { name: 'Bob', city: 'Basel' })).toEqual([])
  })

  it.each<[string, Parameters<typeof check>, string[]]>([
    ['an id', ['x', { a: 1 }, 'known'], ['LEAKED_ID']],
    ['a prompt, white space around it aside', [' Bob, Bern\n', { a: 1 }], ['LEAKED_PROMPT']],
    ['an answer in another order', ['x', { city: 'Bern', name: 'Bob' }], ['LEAKED_EXPECTED']],
    ['the same values elsewhere', ['x', { from: ['Bern', 'Bob'] }], ['LEAKED_VALUES']],
    ['one value that identifies', ['x', { to: 'ann@example.org' }], ['SHARED_VALUE']],
    ['all at once', ['Bob, Bern', { name: 'Bob', city: 'Bern' }, 'e2'], ['LEAKED_ID', 'LEAKED_PROMPT']],
  ])('finds %s', (_, args, codes) => {
    expect(check(...args).map(({ code }) => code)).toEqual(codes)
  })

  it('names the other line', () => {
    expect(check('x', { to: 'ann@example.org' })).toEqual([
      {
        severity: 'warning',
        code: 'SHARED_VALUE',
        message: 'the value "ann@example.org" is also in the expected value of train.jsonl:1.',
      },
    ])
    expect(check('Bob, Bern', {})[0]).toMatchObject({
      severity: 'error',
      message: 'the prompt is that of train.jsonl:2.',
    })
  })
})

it('a phrase of the vocabulary is not leaked, an address that occurs twice is', () => {
  const phrase = 'an infection of the upper respiratory tract'
  const train = [1, 2].map((line) => example(line, `p${line}`, { n: line, phrase, mail: 'ann@example.org' }))
  const leakage = new LeakageCheck('train.jsonl', train)
  expect(leakage.check(example(3, 'x', { n: 3, phrase })).length).toBe(0)
  expect(leakage.check(example(3, 'x', { mail: 'ann@example.org' })).length).toBe(1)
  const once = new LeakageCheck('train.jsonl', train.slice(1))
  expect(once.check(example(3, 'x', { n: 3, phrase })).length).toBe(1)
})

describe('DuplicateCheck', () => {
  it('distinguishes a prompt that occurs twice from one with two expected values', () => {
    const duplicates = new DuplicateCheck()
    expect(duplicates.check(example(1, 'p', { a: 1, b: 2 }))).toEqual([])
    expect(duplicates.check(example(2, 'q', { a: 1, b: 2 }))).toEqual([])
    expect(duplicates.check(example(3, 'p', { b: 2, a: 1 }))).toMatchObject([
      { severity: 'warning', code: 'SAME_PROMPT', message: expect.stringContaining('line 1') },
    ])
    const other = example(4, 'p', { a: '1', b: 2 })
    expect(duplicates.check(other)).toMatchObject([{ severity: 'error', code: 'CONTRADICTION' }])
    // A value that is right for both is no contradiction.
    const accepted = [{ a: 1, b: 2 }]
    expect(duplicates.check({ ...other, accepted })).toMatchObject([{ code: 'SAME_PROMPT' }])
  })
})

describe('keys of answers', () => {
  it('do not see the order of keys, and see everything else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const value: JsonValue = JSON.parse(JSON.stringify(members))
        const entries: [string, JsonValue][] = Object.entries(value ?? {})
        const reversed = Object.fromEntries(entries.reverse())
        expect(expectedKey(reversed)).toBe(expectedKey(value))
        expect(valuesKey(reversed)).toBe(valuesKey(value))
        expect(expectedKey([value])).not.toBe(expectedKey(value))
        expect(valuesKey([value, 'more'])).not.toBe(valuesKey(value))
      }),
    )
  })

  it('tell types and places apart', () => {
    const values: JsonValue[] = [
      { a: 1 },
      { a: '1' },
      { a: true },
      { a: null },
      { a: [] },
      { a: {} },
      { b: 1 },
      { a: [1] },
      ['a', 1],
    ]
    expect(new Set(values.map(expectedKey)).size).toBe(values.length)
    expect(expectedKey({ "a'].b['": 1 })).not.toBe(expectedKey({ a: { b: 1 } }))
  })
})

it('distinguishing values are those that two examples hardly share by chance', () => {
  const values = [
    'low',
    'Ann Lee',
    '2024-01-31',
    'South Angel',
    'credit_card',
    'in_progress',
    42,
    true,
    null,
    '90210',
  ]
  expect([...distinguishingValues(values)]).toEqual([])
  const telling = [
    'ann@example.org',
    '314-467-8669',
    '2012-02-29T18:46:41',
    '474ebc19-2ef9-4276-ac00-6f6123e2fcb4',
    'A sentence long enough to be unlike any other.',
  ]
  expect([...distinguishingValues(telling)]).toEqual(telling)
})
