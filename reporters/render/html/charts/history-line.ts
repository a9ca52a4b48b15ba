import { type Html, html } from '../markup.ts'
import { linearScale, round } from './axis.ts'

export interface LinePoint {
  /** 0 to 1; null leaves a gap. */
  readonly value: number | null
  readonly interval: readonly [number, number] | null
}

const WIDTH = 420
const HEIGHT = 150
const LEFT = 42
const RIGHT = 406
const TOP = 12
const BOTTOM = 122

/** A rate over the states of a baseline, with intervals as error bars. */
export function historyLine(points: readonly LinePoint[], describe: string): Html {
  const y = linearScale(
    Math.max(0.1, ...points.map(({ value, interval }) => interval?.[1] ?? value ?? 0)),
    4,
    [BOTTOM, TOP],
  )
  const gap = points.length > 1 ? (RIGHT - LEFT - 24) / (points.length - 1) : 0
  const x = (index: number): number => round(LEFT + 12 + index * gap)
  let open = false
  const steps = points.map(({ value }, index) => {
    if (value === null) {
      open = false
      return ''
    }
    const step = `${open ? 'L' : 'M'}${x(index)} ${y.at(value)}`
    open = true
    return step
  })
  const every = Math.ceil(points.length / 8)
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${describe}">
${y.ticks.map((tick) => html`<path class="grid" d="M${LEFT} ${y.at(tick)}H${RIGHT}"/><text class="tick end" x="${LEFT - 6}" y="${y.at(tick) + 3.5}">${round(tick * 100)} %</text>`)}
${points.map(({ interval }, index) => (interval === null ? null : html`<path class="whisker" d="M${x(index)} ${y.at(interval[0])}V${y.at(interval[1])}"/>`))}
<path class="line" d="${steps.join('')}"/>
${points.map(({ value }, index) => (value === null ? null : html`<circle class="${index === points.length - 1 ? 'dot last' : 'dot'}" cx="${x(index)}" cy="${y.at(value)}" r="3.4"/>`))}
${points.map((_, index) => (index % every === 0 || index === points.length - 1 ? html`<text class="tick middle" x="${x(index)}" y="${BOTTOM + 18}">${index + 1}</text>` : null))}
</svg>`
}
