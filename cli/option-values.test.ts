import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addField, fraction, fractionOrZero, share, wholeNumber } from './option-values.ts'

/** What a user reads when an option is given this text; the value where it is taken. */
function given(parser: (text: string) => unknown, text: string): unknown {
  let message = ''
  const program = new Command()
    .exitOverride()
    .configureOutput({
      writeErr: (part) => {
        message += part
      },
    })
    .option('--size <n>', 'a size', (each: string) => parser(each))
  try {
    return program.parse([`--size=${text}`], { from: 'user' }).opts().size
  } catch {
    return message
  }
}

const parsers = [
  ['wholeNumber(1)', wholeNumber(1), ['1', '2048'], ['0', '-1', '1.5'], 'a whole number of at least 1'],
  [
    'wholeNumber(0)',
    wholeNumber(0),
    ['0', '7'],
    ['-1', '1e3', '99999999999999999999'],
    'a whole number of at least 0',
  ],
  ['fraction', fraction, ['0.05', '.5', '1e-3'], ['0', '1', '5'], 'a fraction above 0 and below 1'],
  ['fractionOrZero', fractionOrZero, ['0', '0.02'], ['1', '-0.1'], 'a fraction of at least 0 and below 1'],
  ['share', share, ['0', '1', '0.5'], ['1.5', '-1'], 'a share from 0 to 1'],
] as const

describe.each(parsers)('%s', (_, parser, taken, outside, rule) => {
  test.each(taken)('takes %s', (text) => {
    expect(given(parser, text)).toBe(Number(text))
  })

  test.each([...outside, 'half', '', ' ', '0x1', 'Infinity', '1 '])(
    'refuses %j with the value and the rule',
    (text) => {
      expect(given(parser, text)).toContain(`argument '${text}' is invalid. It must be ${rule}`)
    },
  )
})

test('fields are collected, and a text without a name or a path is refused', () => {
  expect(addField('expected=gold', addField('prompt=input.text'))).toEqual({
    prompt: 'input.text',
    expected: 'gold',
  })
  for (const text of ['prompt', '=x', 'prompt='])
    expect(given((each) => addField(each), text)).toContain('NAME=PATH')
})
