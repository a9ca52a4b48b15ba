import type { DraftSummary } from '../../plugin/model/index.ts'

/** Shown for what was not measured; never a zero. */
export const NOT_MEASURED = 'n/a'

/** A rate in 0..1 as `55.1 %`. Only an exact 1 is `100.0 %`, only an exact 0 is `0.0 %`. */
export function percent(rate: number | null): string {
  return rate === null ? NOT_MEASURED : `${percentNumber(rate)} %`
}

/** `55.1`, without the sign. */
export function percentNumber(rate: number): string {
  if (rate < 1 && rate >= 0.9995) return '99.9'
  if (rate > 0 && rate < 0.0005) return '0.1'
  return (rate * 100).toFixed(1)
}

/** FieldF1 as `0.780`; a value below 1 never reads as 1. */
export function f1(value: number | null): string {
  if (value === null) return NOT_MEASURED
  return value < 1 && value >= 0.9995 ? '0.999' : value.toFixed(3)
}

/** `47.3 – 62.6 %`. */
export function percentInterval(interval: readonly [number, number] | null): string {
  if (interval === null) return ''
  return `${(interval[0] * 100).toFixed(1)} – ${(interval[1] * 100).toFixed(1)} %`
}

export function f1Interval(interval: readonly [number, number] | null): string {
  return interval === null ? '' : `${interval[0].toFixed(3)} – ${interval[1].toFixed(3)}`
}

/** A difference of rates as `+3.2 points`, with a real minus sign. */
export function points(difference: number): string {
  return `${signed(difference * 100, 1)} points`
}

export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  if (Number(text) === 0) return `±${text}`
  return value < 0 ? `−${text}` : `+${text}`
}

/** A duration with the unit that suits it: `0.42 ms`, `182 ms`, `1.21 s`, `12.3 s`, `2 min 05 s`. */
export function duration(ms: number | null): string {
  if (ms === null) return NOT_MEASURED
  if (ms < 9.995) return `${ms.toFixed(2)} ms`
  if (ms < 99.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${ms.toFixed(0)} ms`
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** `34,286`. */
export function integer(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A p value: `0.31`, `0.004`, `< 0.001`. */
export function pValue(p: number): string {
  if (p < 0.001) return '< 0.001'
  return p < 0.01 ? p.toFixed(3) : p.toFixed(2)
}

/** `1 example`, `2 examples`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${integer(count)} ${count === 1 ? noun : nouns}`
}

/** `64.1 % of guesses right, 3.2 tokens/step`; a part that was not measured is left out, and so is a share of nothing. */
export function draftsText({ acceptedShare, tokensPerStep }: DraftSummary): string {
  const parts = [
    acceptedShare === null ? 'no guesses' : `${percent(acceptedShare)} of guesses right`,
    ...(tokensPerStep === null ? [] : [`${tokensPerStep.toFixed(2)} tokens/step`]),
  ]
  return parts.join(', ')
}
