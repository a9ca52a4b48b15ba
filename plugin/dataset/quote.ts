import { printable } from '../model/printable.ts'

/** Longest quotation in a message, in UTF-16 units of the original. */
const QUOTED_LENGTH = 60

/** The beginning of a text from outside, in quotation marks, on one line and safe for any terminal. */
export function quote(text: string, length: number = QUOTED_LENGTH): string {
  if (text.length <= length) return printable(JSON.stringify(text))
  return `${printable(JSON.stringify(text.slice(0, length)))}… (${text.length.toLocaleString('en')} characters)`
}

/** What a value from outside is, in words: `the text "5"`, `the number 5`, `an array`, `null`. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string':
      return `the text ${quote(value)}`
    case 'number':
    case 'bigint':
      return `the number ${shortNumber(value)}`
    case 'boolean':
      return String(value)
    default:
      return 'an object'
  }
}

function shortNumber(value: number | bigint): string {
  const digits = String(value)
  return digits.length <= 30 ? digits : `${digits.slice(0, 30)}…`
}
