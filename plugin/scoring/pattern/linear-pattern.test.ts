import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearPattern } from './linear-pattern.ts'
import { InexpressibleError } from './pattern-source.ts'

/** Characters at which the engines could differ: line ends, white space, words, surrogates, astral letters. */
const character = fc.constantFrom(
  ...'aAb_19-.@ {}\n\r\t\v\0é',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\ufeff',
  '\u180e',
  '\u0660',
  'ſ',
  '😀',
  '𐐷',
  '\ud83d',
  '\ude00',
)
const text = fc.array(character, { maxLength: 8 }).map((parts) => parts.join(''))

const classEscape = fc.constantFrom(
  '\\d',
  '\\D',
  '\\s',
  '\\S',
  '\\w',
  '\\W',
  '\\p{L}',
  '\\P{Lu}',
  '\\p{Script=Latin}',
)
const literal = fc.constantFrom(
  ...'aAb_19-@ é',
  '\\.',
  '\\{',
  '\\n',
  '\\v',
  '\\x00',
  '\\cM',
  '\\x61',
  '\\u2028',
  '\\u{1f600}',
  '\\ud83d\\ude00',
  '\\ud83d',
  '😀',
  '\\/',
)
const classItem = fc.oneof(
  classEscape,
  fc.constantFrom(
    ...'aAb_19@ é😀',
    '\\-',
    '\\]',
    '\\b',
    'a-z',
    '\\x00-\\x20',
    '\\ud800-\\udfff',
    '\\u{10000}-\\u{10ffff}',
  ),
)
const characterClass = fc
  .tuple(fc.boolean(), fc.array(classItem, { maxLength: 3 }))
  .map(([negated, items]) => `[${negated ? '^' : ''}${items.join('')}]`)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '{2}', '{1,3}', '{0,2}?', '{2,}')

const { disjunction } = fc.letrec<{ disjunction: string; term: string; group: string }>((tie) => ({
  disjunction: fc
    .array(fc.array(tie('term'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((alternatives) => alternatives.map((terms) => terms.join('')).join('|')),
  term: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(fc.oneof(literal, fc.constant('.'), classEscape, characterClass), quantifier)
      .map((parts) => parts.join('')),
    fc.constantFrom('^', '$', '\\b', '\\B'),
    tie('group'),
  ),
  group: fc.oneof(
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('disjunction'), quantifier)
      .map(([open, inner, repeat]) => `${open}${inner})${repeat}`),
    fc.tuple(fc.constantFrom('(?<=', '(?<!'), tie('disjunction')).map(([open, inner]) => `${open}${inner})`),
  ),
}))
const conditions = fc
  .array(fc.tuple(fc.constantFrom('', '', 'a', '[a-z]'), fc.constantFrom('(?=', '(?!'), disjunction), {
    maxLength: 2,
  })
  .map((parts) => parts.map(([before, open, inner]) => `${before}${open}${inner})`).join(''))
const pattern = fc.oneof(
  disjunction,
  fc
    .tuple(conditions, disjunction, disjunction)
    .map(([start, body, other]) => `^${start}(?:${body})|${other}`),
)

describe('linearPattern', () => {
  it('agrees with RegExp on every pattern that it accepts', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
        const linear = linearPattern(source)
        const expression = new RegExp(source, 'u')
        // V8 also tries `\\B` and look-behind between the two halves of a pair of surrogates, so that `/\\B/u` matches
        // `a😀`. The language's definition has no such place.
        const halves = /\(\?<|\\B/.test(source)
        const comparable = halves ? texts.filter((value) => !/[\ud800-\udfff]/.test(value)) : texts
        for (const value of comparable)
          expect([source, value, linear.test(value)]).toEqual([source, value, expression.test(value)])
      }),
      { numRuns: 1_500 },
    )
  })

  it.each([
    ['^[+]?[0-9\\-\\s()]+$', '+49 (30) 1', 'x'],
    ['^user\\@x$', 'user@x', 'user'],
    ['^{[a-z]+}$', '{ab}', 'ab'],
    ['^[\\w-.]+$', 'a-b.c', 'a b'],
    ['^[\\p{L}\\@]+$', 'ñ@', 'p{'],
    ['^(?!\\s*$).+', 'a', '  '],
    ['^(?=.*[A-Z])(?=.*\\d).{8,}$', 'Passwort1', 'passwort1'],
    ['(?!^0)^\\d+$', '10', '01'],
    ['^(?!a)b|^(?=c)cd$', 'cd', 'ab'],
    ['^/(?!/)(?!.*/$)[a-z/]+$', '/a/b', '//a'],
    ['^[a-z](?!.*--)[a-z-]*$', 'a-b', 'a--b'],
    ['^ab{2}(?:c)$', 'abbc', 'abc'],
    ['^[a-z-]+(?<!-)$', 'ab', 'ab-'],
    ['^.{2,4000}$', 'x'.repeat(4_000), 'x'.repeat(4_001)],
    ['^([a-z]{1,63}\\.){1,20}$', `${'a'.repeat(63)}.b.`, `${'a'.repeat(64)}.`],
    ['^(?:a{600}b){3}$', `${'a'.repeat(600)}b`.repeat(3), `${'a'.repeat(600)}b`.repeat(2)],
    ['^\\0$', '\0', '0'],
  ])('%s matches as it would in RegExp', (source, good, bad) => {
    const linear = linearPattern(source)
    expect([linear.test(good), linear.test(bad)]).toEqual([true, false])
  })

  it.each([
    ['^(.)\\1$', /back-reference/],
    ['(?<a>x)\\k<a>', /back-reference/],
    ['^((?!foo).)*$', /look-ahead that is not at the start/],
    ['foo(?=bar)', /look-ahead that is not at the start/],
    ['^.{0,65535}$', /repetitions of more than 20000 steps/],
    ['^((a{0,200}){0,200}){0,200}$', /repetitions of more than 20000 steps/],
  ])('%s needs backtracking: it is refused unless it is listed', (source, reason) => {
    expect(() => linearPattern(source)).toThrow(InexpressibleError)
    expect(() => linearPattern(source)).toThrow(reason)
    expect(linearPattern(source, [source]).test('aa')).toBe(new RegExp(source, 'u').test('aa'))
    // The list of one schema says nothing about another's.
    expect(() => linearPattern(source)).toThrow(InexpressibleError)
  })

  it('throws a SyntaxError for what is no pattern', () => {
    for (const source of ['(', 'a**', '[b-a]', '\\p{Nonsense}\\@'])
      expect(() => linearPattern(source)).toThrow(SyntaxError)
  })

  it.each([
    ['^(a+)+$', `${'a'.repeat(50_000)}!`],
    ['^(a|a)*b$', 'a'.repeat(50_000)],
    ['^(?:a|a){24}b$', 'a'.repeat(50_000)],
    ['^(.*)@(.*)\\.(.*)$', '@'.repeat(50_000)],
    ['(x+x+)+y', 'x'.repeat(50_000)],
  ])('%s on a text that would make RegExp backtrack without end', (source, hostile) => {
    expect(linearPattern(source).test(hostile)).toBe(false)
  })

  it('ends with an error where pattern and text together are too large', () => {
    expect(() => linearPattern('^(a|b){4000}c$').test('a'.repeat(200_000))).toThrow(
      /more than 500000000 steps/,
    )
  })
})
