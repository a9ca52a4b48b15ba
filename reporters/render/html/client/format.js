// Generated from plugin/core/format.ts by scripts/write-client-format.mjs: edit that file.
export const NOT_MEASURED = 'n/a'
export const NOT_MEASURED_WORDS = 'not measured'
export function percent(rate, missing = NOT_MEASURED) {
  return rate === null ? missing : `${percentNumber(rate)} %`
}
export function percentNumber(rate) {
  return bounded(100 * rate, 1, 100)
}
export function percentInterval(interval) {
  return interval === null ? '' : `${percentNumber(interval[0])} – ${percentNumber(interval[1])} %`
}
export function f1(value, missing = NOT_MEASURED) {
  return value === null ? missing : bounded(value, 3, 1)
}
export function f1Interval(interval) {
  return interval === null ? '' : `${f1(interval[0])} – ${f1(interval[1])}`
}
function bounded(value, digits, most) {
  const text = value.toFixed(digits)
  const step = 10 ** -digits
  if (value < most && Number(text) >= most) return (most - step).toFixed(digits)
  if (value > 0 && Number(text) <= 0) return step.toFixed(digits)
  return text
}
export function points(difference) {
  return `${pointsNumber(difference)} points`
}
export function pointsNumber(difference) {
  return signed(100 * difference, 1)
}
export function pointsInterval([low, high]) {
  return `${pointsNumber(low)} to ${pointsNumber(high)}`
}
export function pointsSize(size) {
  return `${signed(Math.abs(100 * size), 1).slice(1)} points`
}
export function signed(value, digits) {
  const size = Math.abs(value)
  const text = roundsToNothing(size, digits) ? size.toFixed(digits + 2) : size.toFixed(digits)
  if (Number(text) === 0) return `±${size.toFixed(digits)}`
  return value < 0 ? `−${text}` : `+${text}`
}
function roundsToNothing(size, digits) {
  return Number(size.toFixed(digits)) === 0
}
const LEVELS = [0.01, 0.05, 0.1]
export function pValue(p) {
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
export function pText(p) {
  const text = pValue(p)
  return /^[<>]/.test(text) ? `p ${text}` : `p = ${text}`
}
export function duration(ms, missing = NOT_MEASURED) {
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
function twoDigits(count) {
  return count < 10 ? `0${count}` : String(count)
}
export function secondsNumber(ms) {
  return (ms / 1000).toFixed(3)
}
export function quantity(value, missing = NOT_MEASURED) {
  if (value === null) return missing
  if (value > 0 && value < 0.005) return '< 0.01'
  if (value < 9.995) return value.toFixed(2)
  return value < 99.95 ? value.toFixed(1) : integer(value)
}
export function energy(joules, missing = NOT_MEASURED) {
  if (joules === null) return missing
  if (joules <= 0 && joules > -0.000005) return joules === 0 ? '0 J' : '±0.00 J'
  if (joules < 0) return `−${energy(-joules)}`
  if (joules < 0.9995) return `${quantity(1000 * joules)} mJ`
  return joules < 9_995 ? `${quantity(joules)} J` : `${quantity(joules / 1000)} kJ`
}
export function tokensPerSecond(value, missing = NOT_MEASURED) {
  return value === null ? missing : `${quantity(value)} tokens/s`
}
export function millisecondsPerToken(value, missing = NOT_MEASURED) {
  return value === null ? missing : `${quantity(value)} ms/token`
}
export function times(ratio) {
  return `×${ratioNumber(ratio)}`
}
export function ratioNumber(ratio) {
  return ratio > 0 && ratio < 0.005 ? '< 0.01' : ratio.toFixed(2)
}
export function integer(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}
export function plural(count, noun, nouns = `${noun}s`) {
  return `${integer(count)} ${count === 1 ? noun : nouns}`
}
export function amountText(value) {
  if (value >= 999.95) return integer(value)
  const rounded = Number(value.toPrecision(4))
  if (rounded === 0) return '0'
  const decimals = Math.min(100, Math.max(0, 3 - Math.floor(Math.log10(rounded))))
  const text = rounded.toFixed(decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
export function money(value, currency, missing = NOT_MEASURED) {
  return value === null ? missing : `${amountText(value)} ${currency}`
}
export function bytes(count, missing = NOT_MEASURED) {
  return count === null ? missing : scaled(count, [' B', ' kB', ' MB', ' GB', ' TB'])
}
export function parameters(count, missing = NOT_MEASURED) {
  return count === null ? missing : scaled(count, ['', ' k', ' M', ' B', ' T'])
}
function scaled(count, units) {
  let value = count
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? integer(value) : Number(value.toPrecision(3))}${units[unit] ?? ''}`
}
