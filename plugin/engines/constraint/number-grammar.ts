/** Bounds of a number; null: no bound. */
export interface Bounds {
  readonly minimum: number | null
  readonly maximum: number | null
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
}

const FRACTION = '("." [0-9]+)?'
const EXPONENT = '([eE] [+-]? [0-9]+)?'
const UNSIGNED = '("0" | [1-9] [0-9]*)'

/** Grammar expression of the integers within bounds that are integers themselves; null when there are none. */
export function integerGrammar({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
}: Bounds): string | null {
  const low = minimum === null ? null : exclusiveMinimum ? minimum + 1 : minimum
  const high = maximum === null ? null : exclusiveMaximum ? maximum - 1 : maximum
  return signed(
    { low, high },
    (from, to) => unsignedIntegers(from, to),
    1, // No -0.
  )
}

/** Grammar expression of the numbers within bounds that are integers; null when there are none. */
export function numberGrammar(bounds: Bounds): string | null {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = bounds
  const negative = minimum !== null && minimum < 0
  const positive = maximum === null || maximum >= 0
  return signed(
    { low: minimum, high: maximum },
    (from, to, minus) =>
      magnitudes(
        from,
        to,
        minus
          ? exclusiveMaximum && !positive && from === -(maximum ?? 0)
          : exclusiveMinimum && !negative && from === minimum,
        minus ? exclusiveMinimum && to !== null : exclusiveMaximum && to !== null,
      ),
    0,
  )
}

/** The two halves of a range: without and with a minus sign. */
function signed(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  unsigned: (from: number, to: number | null, minus: boolean) => string | null,
  leastNegative: number,
): string | null {
  const parts: string[] = []
  if (high === null || high >= 0) {
    const expression = unsigned(Math.max(low ?? 0, 0), high, false)
    if (expression !== null) parts.push(expression)
  }
  if (low === null || low < 0) {
    const from = Math.max(leastNegative, high !== null && high < 0 ? -high : 0)
    const expression = unsigned(from, low === null ? null : -low, true)
    if (expression !== null) parts.push(`"-" ${expression}`)
  }
  return parts.length === 0 ? null : `(${parts.join(' | ')})`
}

/** Numbers of at least `from` and at most `to`, without a sign. */
function magnitudes(from: number, to: number | null, aboveFrom: boolean, belowTo: boolean): string | null {
  if (to !== null && (from > to || (from === to && (aboveFrom || belowTo)))) return null
  if (to === null && from === 0 && !aboveFrom) return `(${UNSIGNED} ${FRACTION} ${EXPONENT})`
  const parts: string[] = []
  const first = aboveFrom ? from + 1 : from
  if (to === null || first <= to) {
    const last = belowTo ? null : '("." "0"+)?'
    const numeral = unsignedNumerals(first, to, { each: FRACTION, last })
    if (numeral !== null) parts.push(numeral)
  }
  if (aboveFrom) parts.push(`"${from}." [0-9]* [1-9] [0-9]*`)
  return parts.length === 0 ? null : `(${parts.join(' | ')})`
}

/**
 * What follows a numeral: `last` after the upper bound (null: the bound itself is excluded), `each` after every other.
 */
interface Suffix {
  readonly each: string
  readonly last: string | null
}

function unsignedIntegers(from: number, to: number | null): string | null {
  return to !== null && from > to ? null : unsignedNumerals(from, to, { each: '', last: '' })
}

/** Decimal numerals of the integers from `from` to `to`, both of at least 0. */
function unsignedNumerals(from: number, to: number | null, suffix: Suffix): string | null {
  if (to === null) {
    if (from === 0) return sequence(UNSIGNED, suffix.each)
    const { length } = String(from)
    const inner = { each: suffix.each, last: suffix.each }
    const sameLength = numerals(String(from), '9'.repeat(length), inner)
    return choice([sameLength, sequence('[1-9]', digitsOf(length), '[0-9]*', suffix.each)])
  }
  const [low, high] = [String(from), String(to)]
  const parts: (string | null)[] = []
  for (let length = low.length; length <= high.length; length++) {
    const least = length === low.length ? low : `1${'0'.repeat(length - 1)}`
    const isLast = length === high.length
    const most = isLast ? high : '9'.repeat(length)
    parts.push(numerals(least, most, isLast ? suffix : { ...suffix, last: suffix.each }))
  }
  return choice(parts)
}

/** Numerals between two of the same length. Each prefix occurs once, so that the grammar stays deterministic. */
function numerals(low: string, high: string, suffix: Suffix): string | null {
  if (low === high && suffix.last === null) return null
  if (suffix.each === suffix.last && /^0*$/.test(low) && /^9*$/.test(high))
    return sequence(digitsOf(low.length), suffix.each)
  const [a = '0', b = '0'] = [low[0], high[0]]
  const [restLow, restHigh] = [low.slice(1), high.slice(1)]
  const inner = { each: suffix.each, last: suffix.each }
  const after = (from: string, to: string, next: Suffix): string | null =>
    restLow === '' ? next.last : numerals(from, to, next)
  if (a === b) return prefixed(`"${a}"`, after(restLow, restHigh, suffix))
  const nines = '9'.repeat(restLow.length)
  const zeros = '0'.repeat(restLow.length)
  const parts: (string | null)[] = []
  let [first, last] = [Number(a), Number(b)]
  if (restLow !== zeros) {
    parts.push(prefixed(`"${a}"`, after(restLow, nines, inner)))
    first++
  }
  if (restHigh !== nines || suffix.each !== suffix.last) last--
  if (first <= last) parts.push(sequence(`[${first}-${last}]`, digitsOf(restLow.length), suffix.each))
  if (last < Number(b)) parts.push(prefixed(`"${b}"`, after(zeros, restHigh, suffix)))
  return choice(parts)
}

function prefixed(prefix: string, rest: string | null): string | null {
  return rest === null ? null : sequence(prefix, rest)
}

function sequence(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

function choice(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null)
  if (known.length === 0) return null
  return known.length === 1 && known[0] !== undefined ? known[0] : `(${known.join(' | ')})`
}

/** Repetitions are written out, because the grammar library miscounts `{n}` next to alternatives. */
function digitsOf(count: number): string {
  return Array.from({ length: count }, () => '[0-9]').join(' ')
}
