import fc from 'fast-check'
import type { JsonValue } from '../../core/json/json.ts'

/** Half a surrogate pair included. */
export const utf16Unit: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0xffff })
  .map((code) => String.fromCharCode(code))

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '', '0', '1', '__proto__', 'constructor', "it's", 'a.b', 'a[0]', '$'),
  fc.string({ maxLength: 3 }),
)

const scalar = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    false,
    0,
    1,
    -0,
    5,
    '5',
    '',
    'true',
    9007199254740993n,
    2 ** 60,
    2n ** 60n,
  ),
  fc.string({ maxLength: 4 }),
  fc.double({ noNaN: true }),
)

/** JSON values of few keys and few scalars, so that two of them often have something in common. */
export const jsonValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: false }),
  ),
})).value

export const jsonObject: fc.Arbitrary<JsonValue> = fc.dictionary(key, jsonValue, { maxKeys: 4 })

/** Two values, the second often made from the first by changing one place. */
export const relatedValues: fc.Arbitrary<readonly [JsonValue, JsonValue]> = fc.oneof(
  fc.tuple(jsonValue, jsonValue),
  fc
    .tuple(jsonValue, jsonValue, fc.nat())
    .map(([base, other, place]) => [base, graft(base, other, place)] as const),
  jsonValue.map((value) => [value, structuredClone(value)] as const),
)

/** A copy of a value with another one put in at some place. */
function graft(base: JsonValue, other: JsonValue, place: number): JsonValue {
  if (Array.isArray(base) && base.length > 0) {
    const index = place % base.length
    return base.map((item, at) => (at === index ? graft(item, other, Math.floor(place / base.length)) : item))
  }
  if (typeof base === 'object' && base !== null && !Array.isArray(base)) {
    const keys = Object.keys(base)
    if (keys.length === 0) return other
    const chosen = keys[place % keys.length]
    return Object.fromEntries(
      Object.entries(base).map(([name, member]) => [
        name,
        name === chosen ? graft(member, other, Math.floor(place / keys.length)) : member,
      ]),
    )
  }
  return other
}

/** Prose and pieces of JSON in disorder, braces and quotes above all. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '[',
      ']',
      ',',
      ':',
      ' ',
      '\n',
      'a',
      '1',
      '{}',
      '{"a":1}',
      '"b"',
      '{"c":{}',
      '```',
      '```json\n',
      "'",
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''))
