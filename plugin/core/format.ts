/**
 * Figures as text: the only place that rounds a number for a reader. Terminal, HTML page and its script,
 * Markdown, JUnit, annotations, leaderboard, paper, gate and command line all use these functions, so one
 * value has one text. Two laws hold: a larger value never has a smaller text, and nothing is rounded to 0, 1,
 * 0 % or 100 % unless it is exactly that. The script of the page is generated from this file (`npm run
 * format:client`), so the file imports nothing.
 */

/** Text of tables for a value that was not measured; never a zero. */
export const NOT_MEASURED = 'n/a'

/** The same in a sentence. */
export const NOT_MEASURED_WORDS = 'not measured'

/** A rate of 0 to 1 as `55.1 %`; null as `missing`. */
export function percent(rate: number | null, missing: string = NOT_MEASURED): string {
  return rate === null ? missing : `${percentNumber(rate)} %`
}

/** `55.1`, without the sign. Only an exact 1 is `100.0`, only an exact 0 is `0.0`. */
export function percentNumber(rate: number): string {
  return bounded(100 * rate, 1, 100)
}

/** `47.3 – 62.6 %`; empty for null. */
export function percentInterval(interval: readonly [number, number] | null): string {
  return interval === null ? '' : `${percentNumber(interval[0])} – ${percentNumber(interval[1])} %`
}

/** FieldF1, precision or recall, 0 to 1, as `0.780`. Only an exact 1 is `1.000`, only an exact 0 is `0.000`. */
export function f1(value: number | null, missing: string = NOT_MEASURED): string {
  return value === null ? missing : bounded(value, 3, 1)
}

/** `0.752 – 0.806`; empty for null. */
export function f1Interval(interval: readonly [number, number] | null): string {
  return interval === null ? '' : `${f1(interval[0])} – ${f1(interval[1])}`
}

/** Rounded to `digits`, but never to 0 or to `most` unless the value is exactly that. */
function bounded(value: number, digits: number, most: number): string {
  const text = value.toFixed(digits)
  const step = 10 ** -digits
  if (value < most && Number(text) >= most) return (most - step).toFixed(digits)
  if (value > 0 && Number(text) <= 0) return step.toFixed(digits)
  return text
}

/** A difference of two rates as `+3.2 points`, with a real minus sign. */
export function points(difference: number): string {
  return `${pointsNumber(difference)} points`
}

/** `+3.2`: a difference of two rates in points, without the unit. */
export function pointsNumber(difference: number): string {
  return signed(100 * difference, 1)
}

/** `−5.6 to +1.6`: an interval of a difference of two rates, in points. */
export function pointsInterval([low, high]: readonly [number, number]): string {
  return `${pointsNumber(low)} to ${pointsNumber(high)}`
}

/** A size in points without a sign, for a limit or a detectable loss: `3.2 points` of 0.032. */
export function pointsSize(size: number): string {
  return `${signed(Math.abs(100 * size), 1).slice(1)} points`
}

/**
 * With its sign: `+0.012`, `−5.1`. A difference too small for `digits` gets two more digits; below that it is
 * rounding noise and is shown as `±0.0`.
 */
export function signed(value: number, digits: number): string {
  const size = Math.abs(value)
  const text = roundsToNothing(size, digits) ? size.toFixed(digits + 2) : size.toFixed(digits)
  if (Number(text) === 0) return `±${size.toFixed(digits)}`
  return value < 0 ? `−${text}` : `+${text}`
}

function roundsToNothing(size: number, digits: number): boolean {
  return Number(size.toFixed(digits)) === 0
}

/** Common significance levels. The text of a p value is always on the same side of a level as the value. */
const LEVELS: readonly number[] = [0.01, 0.05, 0.1]

/** A p value with two significant digits: `0.31`, `0.016`, `0.0042`, `< 0.001`, `> 0.99`; `0.0496` next to a level. */
export function pValue(p: number): string {
  if (p < 0.001) return '< 0.001'
  if (p >= 1) return '1'
  if (p >= 0.995) return '> 0.99'
  for (let digits = 2; digits < 15; digits++) {
    const text = p.toPrecision(digits)
    const rounded = Number(text)
    if (LEVELS.every((level) => Math.sign(rounded - level) === Math.sign(p - level))) return text
  }
  return String(p)
}

/** `p = 0.016`, `p < 0.001`, `p > 0.99`. */
export function pText(p: number): string {
  const text = pValue(p)
  return /^[<>]/.test(text) ? `p ${text}` : `p = ${text}`
}

/**
 * A duration in milliseconds with a suitable unit: `0.42 ms`, `182 ms`, `1.21 s`, `12.3 s`, `2 min 05 s`, `3
 * h 07 min`; null as `n/a`.
 */
export function duration(ms: number | null, missing: string = NOT_MEASURED): string {
  if (ms === null) return missing
  if (ms > 0 && ms < 0.005) return '< 0.01 ms'
  if (ms < 9.995) return `${ms.toFixed(2)} ms`
  if (ms < 99.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${ms.toFixed(0)} ms`
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

function twoDigits(count: number): string {
  return count < 10 ? `0${count}` : String(count)
}

/** Milliseconds as the seconds of an XML `time` attribute: `1.213`. */
export function secondsNumber(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** A measured quantity with about three digits: `0.42`, `34.1`, `245`, `1,204`. */
export function quantity(value: number | null, missing: string = NOT_MEASURED): string {
  if (value === null) return missing
  if (value > 0 && value < 0.005) return '< 0.01'
  if (value < 9.995) return value.toFixed(2)
  return value < 99.95 ? value.toFixed(1) : integer(value)
}

/** An energy in joules with a suitable unit: `0.42 mJ`, `34.1 mJ`, `1.24 J`, `812 J`, `12.3 kJ`; a real minus sign; null as `n/a`. */
export function energy(joules: number | null, missing: string = NOT_MEASURED): string {
  if (joules === null) return missing
  // A difference that is rounding noise.
  if (joules <= 0 && joules > -0.000005) return joules === 0 ? '0 J' : '±0.00 J'
  if (joules < 0) return `−${energy(-joules)}`
  if (joules < 0.9995) return `${quantity(1000 * joules)} mJ`
  return joules < 9_995 ? `${quantity(joules)} J` : `${quantity(joules / 1000)} kJ`
}

/** `245 tokens/s`; null as `n/a`. */
export function tokensPerSecond(value: number | null, missing: string = NOT_MEASURED): string {
  return value === null ? missing : `${quantity(value)} tokens/s`
}

/** `4.08 ms/token`; null as `n/a`. */
export function millisecondsPerToken(value: number | null, missing: string = NOT_MEASURED): string {
  return value === null ? missing : `${quantity(value)} ms/token`
}

/** A ratio of two durations: `×1.31`; never `×0.00`. */
export function times(ratio: number): string {
  return `×${ratioNumber(ratio)}`
}

/** `1.31`. */
export function ratioNumber(ratio: number): string {
  return ratio > 0 && ratio < 0.005 ? '< 0.01' : ratio.toFixed(2)
}

/** A whole number with its thousands grouped: `34,286`. */
export function integer(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 example`, `2 examples`. */
export function plural(count: number, noun: string, nouns: string = `${noun}s`): string {
  return `${integer(count)} ${count === 1 ? noun : nouns}`
}

/** An amount of at least 0 with four significant digits, never as a power of ten: `0.01234`, `86.4`, `12,560`. */
export function amountText(value: number): string {
  if (value >= 999.95) return integer(value)
  const rounded = Number(value.toPrecision(4))
  if (rounded === 0) return '0'
  const decimals = Math.min(100, Math.max(0, 3 - Math.floor(Math.log10(rounded))))
  const text = rounded.toFixed(decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** `0.01234 USD`; `n/a` for null. The currency is untrusted text. */
export function money(value: number | null, currency: string, missing: string = NOT_MEASURED): string {
  return value === null ? missing : `${amountText(value)} ${currency}`
}

/** A size in powers of a thousand: `812 B`, `9.72 MB`, `137 MB`, `1.02 GB`. */
export function bytes(count: number | null, missing: string = NOT_MEASURED): string {
  return count === null ? missing : scaled(count, [' B', ' kB', ' MB', ' GB', ' TB'])
}

/** A number of weights as papers write it: `270 k`, `4.13 M`, `1.24 B`. */
export function parameters(count: number | null, missing: string = NOT_MEASURED): string {
  return count === null ? missing : scaled(count, ['', ' k', ' M', ' B', ' T'])
}

/** Three significant digits and the largest unit that leaves at least 1. */
function scaled(count: number, units: readonly string[]): string {
  let value = count
  let unit = 0
  // 999.6 of a unit would be shown as 1000 of it.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? integer(value) : Number(value.toPrecision(3))}${units[unit] ?? ''}`
}
