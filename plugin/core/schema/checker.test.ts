import fc from 'fast-check'
import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { EdgejsonError } from '../errors.ts'
import { type CheckWording, checker } from './checker.ts'
import { typed } from './typed.ts'

const closed = { additionalProperties: false }
const Inner = Type.Object(
  { alpha: Type.Optional(Type.Number({ minimum: 0, maximum: 1, rule: 'between 0 and 1' })) },
  closed,
)
const Outer = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    gate: Type.Optional(Type.Union([Type.Literal(false), Inner], { rule: 'false or an object' })),
    files: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])),
    record: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('resume')])),
    mode: Type.Optional(Type.Enum(['a', 'b', 'c'])),
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    slices: Type.Optional(Type.Record(Type.String(), Inner)),
    key: Type.Optional(Type.String({ minLength: 1, secret: true })),
  },
  closed,
)
const check = checker(Outer)
const WORDING: CheckWording = { code: 'BAD_OPTION', noun: 'option' }

function messageOf(value: unknown, wording: CheckWording = WORDING): string {
  try {
    check(value, wording)
  } catch (error) {
    expect(error).toBeInstanceOf(EdgejsonError)
    expect(error).toHaveProperty('code', wording.code)
    return (error as EdgejsonError).message.replace('[vitest-edgejson] ', '')
  }
  return 'accepted'
}

test('returns the value itself', () => {
  const value = { name: 'a', gate: { alpha: 0.5 }, slices: { x: {} }, mode: undefined }
  expect(check(value, WORDING)).toBe(value)
})

test('values are checked alike before and after the schema is compiled', () => {
  const checkList = checker(
    Type.Object({ files: Type.Array(Type.Union([Type.String(), Type.Null()])) }, closed),
  )
  const files: (string | null | number)[] = Array.from({ length: 40_000 }, () => null)
  for (let round = 0; round < 3; round += 1) checkList({ files }, WORDING)
  files[39_999] = 7
  const long = { files }
  expect(() => checkList(long, WORDING)).toThrow('option files[39999] is 7; it must be a string or null.')
  files.pop()
  expect(checkList(long, WORDING)).toBe(long)
})

describe('a wrong value is named with path, value and rule', () => {
  test.each<[unknown, string]>([
    [{ name: '' }, 'option name is ""; it must be a non-empty string.'],
    [{}, 'option name is missing; it must be a non-empty string.'],
    [{ name: undefined }, 'option name is missing; it must be a non-empty string.'],
    [{ name: 'a', gate: { alpha: 2 } }, 'option gate.alpha is 2; it must be between 0 and 1.'],
    [{ name: 'a', gate: { alpha: Number.NaN } }, 'option gate.alpha is NaN; it must be between 0 and 1.'],
    [{ name: 'a', gate: { alpha: '0.1' } }, 'option gate.alpha is "0.1"; it must be between 0 and 1.'],
    [{ name: 'a', gate: true }, 'option gate is true; it must be false or an object.'],
    [{ name: 'a', gate: null }, 'option gate is null; it must be false or an object.'],
    [{ name: 'a', gate: [] }, 'option gate is []; it must be false or an object.'],
    [{ name: 'a', files: ['x', 3] }, 'option files[1] is 3; it must be a string.'],
    [
      { name: 'a', files: [] },
      'option files is []; it must be a string or a non-empty list, each item a string.',
    ],
    [{ name: 'a', record: 'yes' }, `option record is "yes"; it must be true, false or 'resume'.`],
    [{ name: 'a', mode: 'd' }, `option mode is "d"; it must be 'a', 'b' or 'c'.`],
    [{ name: 'a', count: 0 }, 'option count is 0; it must be a whole number of at least 1.'],
    [{ name: 'a', count: 1.5 }, 'option count is 1.5; it must be a whole number of at least 1.'],
    [
      { name: 'a', count: Number.POSITIVE_INFINITY },
      'option count is Infinity; it must be a whole number of at least 1.',
    ],
    [
      { name: 'a', slices: { 'odd name': { alpha: -1 } } },
      'option slices["odd name"].alpha is -1; it must be between 0 and 1.',
    ],
    [
      { name: 'a', slices: { '0': { alpha: -1 } } },
      'option slices["0"].alpha is -1; it must be between 0 and 1.',
    ],
    [{ name: 'a', slices: { 'a/b~c': 1 } }, 'option slices["a/b~c"] is 1; it must be an object.'],
    [{ name: 'a', key: 5 }, 'option key cannot be used; it must be a non-empty string.'],
    [null, 'the options are null; it must be an object.'],
  ])('%j', (value, message) => {
    expect(messageOf(value)).toBe(message)
  })
})

describe('an unknown name is refused with the nearest known one', () => {
  test.each<[unknown, string]>([
    [
      { naem: 'a', name: 'a' },
      'there is no option "naem". Did you mean "name"? The options are: name, gate, files, record, mode, count, slices, key.',
    ],
    [
      { name: 'a', gate: { alfa: 1 } },
      'there is no option "gate.alfa". Did you mean "gate.alpha"? The options of gate are: alpha.',
    ],
    [
      { name: 'a', slices: { s: { ALPHA: 1 } } },
      'there is no option "slices.s.ALPHA". Did you mean "slices.s.alpha"? The options of slices.s are: alpha.',
    ],
    [
      { name: 'a', 'odd name': 1 },
      'there is no option ["odd name"]. The options are: name, gate, files, record, mode, count, slices, key.',
    ],
    [
      { name: 'a', slices: { 'odd name': { alfa: 1 } } },
      'there is no option slices["odd name"].alfa. Did you mean slices["odd name"].alpha? The options of slices["odd name"] are: alpha.',
    ],
    [
      { name: 'a', gate: { other: undefined } },
      'there is no option "gate.other". The options of gate are: alpha.',
    ],
  ])('%j', (value, message) => {
    expect(messageOf(value)).toBe(message)
  })
})

test('the wording names another kind of member, a path in front and a source', () => {
  const wording: CheckWording = { code: 'BAD_REPORT', noun: 'field', at: 'cases[3]', of: ' of report.json' }
  expect(messageOf({ name: 1 }, wording)).toBe(
    'field cases[3].name of report.json is 1; it must be a non-empty string.',
  )
  expect(messageOf(5, wording)).toBe('field cases[3] of report.json is 5; it must be an object.')
})

test('whatever the value, a fault is one line that can be printed', () => {
  const hostile = fc.oneof(fc.anything(), fc.dictionary(fc.string({ unit: 'binary' }), fc.anything()))
  fc.assert(
    fc.property(hostile, hostile, (value, inner) => {
      for (const each of [
        value,
        { name: 'a', gate: value },
        { name: 'a', slices: inner },
        { name: 'a', files: [inner] },
      ]) {
        expect(messageOf(each)).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u)
      }
    }),
  )
})

test('a schema and the interface it is bound to agree, or the compiler says so', () => {
  interface Gate {
    readonly alpha?: number
  }
  typed<Gate>()(Inner)
  // @ts-expect-error a member is missing in the schema
  typed<Gate & { readonly beta?: string }>()(Inner)
  // @ts-expect-error a member has another type
  typed<{ readonly alpha?: string }>()(Inner)
  // @ts-expect-error a member is required
  typed<{ readonly alpha: number }>()(Inner)
})
