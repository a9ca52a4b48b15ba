import { EMPTY, type Html, html } from '../markup.ts'
import { round } from './axis.ts'

const WIDTH = 120
const EDGE = 4

/**
 * A rate on a line from 0 to 1, with its interval as a band and the reference as a tick. Hidden from screen readers,
 * because the numbers are next to it.
 */
export function rateMark(
  rate: number | null,
  interval: readonly [number, number] | null,
  reference: number | null = null,
): Html {
  if (rate === null) return EMPTY
  const x = (value: number): number => round(EDGE + Math.min(1, Math.max(0, value)) * (WIDTH - 2 * EDGE))
  return html`<svg class="mark" viewBox="0 0 ${WIDTH} 16" aria-hidden="true" focusable="false"><path class="axis" d="M${EDGE} 8H${WIDTH - EDGE}"/><path class="axis" d="M${EDGE} 5v6M${x(0.5)} 6.5v3M${WIDTH - EDGE} 5v6"/>${
    interval === null
      ? null
      : html`<rect class="band" x="${x(interval[0])}" y="4.5" width="${Math.max(1, round(x(interval[1]) - x(interval[0])))}" height="7" rx="1.5"/>`
  }${reference === null ? null : html`<path class="reference" d="M${x(reference)} 2v12"/>`}<circle class="dot" cx="${x(rate)}" cy="8" r="3.2"/></svg>`
}

/** A difference of rates around zero with its interval; the smallest effect that counts is a dotted line. */
export function differenceMark(
  difference: number,
  interval: readonly [number, number],
  minEffect: number | null,
): Html {
  const [low, high] = interval
  const reach = Math.max(Math.abs(low), Math.abs(high), (minEffect ?? 0) * 1.5, 0.01)
  const width = 240
  const middle = width / 2
  const x = (value: number): number => round(middle + (value / reach) * (middle - 6))
  const tone = high < 0 ? 'worse' : low > 0 ? 'better' : 'even'
  return html`<svg class="mark wide ${tone}" viewBox="0 0 ${width} 22" aria-hidden="true" focusable="false"><path class="axis" d="M6 11H${width - 6}"/><path class="axis strong" d="M${middle} 2v18"/>${
    minEffect === null ? null : html`<path class="limit" d="M${x(-minEffect)} 2v18"/>`
  }<rect class="band" x="${x(low)}" y="6" width="${Math.max(1, round(x(high) - x(low)))}" height="10" rx="2"/><circle class="dot" cx="${x(difference)}" cy="11" r="4"/></svg>`
}

/** A share of a whole as a bar. */
export function shareBar(share: number, tone: 'miss' | 'plain' = 'plain'): Html {
  const width = round(Math.min(1, Math.max(0, share)) * 160)
  return html`<svg class="bar ${tone}" viewBox="0 0 160 12" aria-hidden="true" focusable="false"><rect class="track" width="160" height="12" rx="2"/><rect class="fill" width="${width}" height="12" rx="2"/></svg>`
}
