import { type Html, html } from '../../render/html/markup.ts'

const WIDTH = 200

/** A rate and its interval on a line from 0 to 100 %; the figures beside it say the same in words. */
export function rangeChart(rate: number, [low, high]: readonly [number, number]): Html {
  const x = (value: number): string => (6 + (WIDTH - 12) * value).toFixed(1)
  return html`<svg class="range" viewBox="0 0 ${WIDTH} 20" aria-hidden="true" focusable="false"><line class="track" x1="${x(0)}" x2="${x(1)}" y1="10" y2="10" stroke-width="2"/><line class="band" x1="${x(low)}" x2="${x(high)}" y1="10" y2="10" stroke-width="10" stroke-linecap="round"/><circle class="dot" cx="${x(rate)}" cy="10" r="5"/></svg>`
}
