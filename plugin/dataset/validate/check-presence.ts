import type { JsonScalar, JsonValue } from '../../core/json/json.ts'
import { described } from '../../core/printable.ts'
import { holdsDate } from './dates-in-text.ts'
import type { Remark } from './finding.ts'
import { isLeaf, pathText, walkJson } from './walk-json.ts'

/** Spellings of booleans in forms, notes and logs. */
const TRUE_WORDS = /(?<![\p{L}\p{N}])(?:true|yes|on|enabled)(?![\p{L}\p{N}])|[✓✔]|\[x\]/iu
const FALSE_WORDS = /(?<![\p{L}\p{N}])(?:false|no|not|off|disabled)(?![\p{L}\p{N}])|[✗✘]|\[ \]/iu

/**
 * Numbers in a text: plain, with thousands separators, and with a decimal comma. "1,234" is read as 1234 and
 * 1.234, and as 1 and 234. The sign is handled separately.
 */
const NUMBERS: readonly {
  readonly pattern: RegExp
  readonly separators: RegExp
  readonly decimal: string
}[] = [
  { pattern: /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+/g, separators: /$^/g, decimal: '.' },
  { pattern: /\d{1,3}(?:[,'’\s]\d{3})+(?:\.\d+)?/g, separators: /[,'’\s]/g, decimal: '.' },
  { pattern: /(?<!\d)\d+,\d+/g, separators: /$^/g, decimal: ',' },
  { pattern: /\d{1,3}(?:[.'’\s]\d{3})+(?:,\d+)?/g, separators: /[.'’\s]/g, decimal: ',' },
]

/**
 * Checks that every expected leaf occurs in the prompt, and that none is where no prompt can show it. White
 * space counts as one space, a number by its value (4,239.50 and 4.239,50 are 4239.5), a date in any common
 * notation (10.03.2024 is 2024-03-10), a boolean as any of its words. Null and empty texts need not occur.
 */
export function checkPresence(prompt: string, expected: JsonValue): Remark[] {
  const text = squeeze(prompt)
  let numbers: ReadonlySet<number> | undefined
  const missing: string[] = []
  const undetermined: string[] = []
  for (const { value, path } of walkJson(expected)) {
    if (!isLeaf(value)) continue
    if (typeof value === 'object' && value !== null) {
      if (typeof path?.step === 'number') undetermined.push(pathText(path))
      continue
    }
    if (typeof value === 'number' || typeof value === 'bigint') numbers ??= numbersIn(prompt)
    if (!holds(text, numbers, value)) missing.push(`${pathText(path)} (${described(value)})`)
  }
  return [
    ...missing.map((what): Remark => {
      return { severity: 'warning', code: 'NOT_IN_PROMPT', message: `${what} does not occur in the prompt.` }
    }),
    ...undetermined.map((where): Remark => {
      const message = `${where} is an empty list item, which no prompt can show; leave it out of the expected value.`
      return { severity: 'warning', code: 'UNDETERMINED', message }
    }),
  ]
}

function holds(text: string, numbers: ReadonlySet<number> | undefined, value: JsonScalar): boolean {
  switch (typeof value) {
    case 'string':
      return text.includes(squeeze(value)) || holdsDate(text, value)
    case 'boolean':
      return (value ? TRUE_WORDS : FALSE_WORDS).test(text)
    case 'number':
      return numbers?.has(value) === true
    case 'bigint':
      return text.includes(String(value))
    default:
      return true
  }
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Every number in the text. After a letter or digit a minus may be a hyphen, so both signs are included. */
function numbersIn(text: string): Set<number> {
  const numbers = new Set<number>()
  const found = NUMBERS.flatMap(({ pattern, separators, decimal }) =>
    [...text.matchAll(pattern)].map(({ 0: digits, index }) => {
      return { value: Number(digits.replace(separators, '').replace(decimal, '.')), index }
    }),
  )
  for (const { value, index } of found) {
    const signed = /[-−]/.test(text[index - 1] ?? '')
    const hyphen = signed && /[\p{L}\p{N}]/u.test(text[index - 2] ?? '')
    if (!signed || hyphen) numbers.add(value)
    if (signed) numbers.add(-value)
  }
  return numbers
}
