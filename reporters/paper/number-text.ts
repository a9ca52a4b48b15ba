import type { Column } from './table.ts'

/**
 * A number of a column as text: scaled, rounded, thousands grouped. A share below 1 is never written as 100.0, a share
 * above 0 never as 0.0, and no other number is rounded to 0, because that would be a wrong statement.
 */
export function numberText(
  value: number,
  { digits = 0, scale = 1 }: Pick<Column, 'digits' | 'scale'>,
): string {
  const scaled = value * scale
  const text = clamped(scaled, digits, isShare(value, scale) ? [0, scale] : null)
  return grouped(text)
}

/** Without grouping and with all significant digits, for programs: 0.1 + 0.2 is 0.3. */
export function dataNumber(value: number, { scale = 1 }: Pick<Column, 'scale'>): number {
  return Number((value * scale).toPrecision(12))
}

function isShare(value: number, scale: number): boolean {
  return scale === 100 && value >= 0 && value <= 1
}

function clamped(scaled: number, digits: number, bounds: readonly [number, number] | null): string {
  const text = scaled.toFixed(digits)
  if (bounds === null) return Number(text) === 0 && scaled !== 0 ? significant(scaled) : text
  const [low, high] = bounds
  const step = 10 ** -digits
  if (scaled < high && Number(text) >= high) return (high - step).toFixed(digits)
  if (scaled > low && Number(text) <= low) return (low + step).toFixed(digits)
  return text
}

/** Two significant digits of a number below 1: `0.017`. */
function significant(value: number): string {
  const digits = Math.min(100, 1 - Math.floor(Math.log10(Math.abs(value))))
  return value.toFixed(digits)
}

/** `34,286.5` */
function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}
