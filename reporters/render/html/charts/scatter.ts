import { type Html, html } from '../markup.ts'
import { linearScale, round, spreadScale } from './axis.ts'

export interface ScatterPoint {
  /** Drawn in the point; the table next to the chart names the run. */
  readonly mark: number
  readonly x: number
  /** 0 to 1, with its interval. */
  readonly y: number
  readonly interval: readonly [number, number] | null
  /** Its cost is not comparable with that of the others: it is drawn hollow and is not in the Pareto front. */
  readonly apart?: boolean
}

/**
 * The Pareto front: points for which no other point has at least the same rate at the same or a lower cost, and is
 * better in one of them.
 */
export function paretoFront<T extends Pick<ScatterPoint, 'x' | 'y'>>(points: readonly T[]): T[] {
  return points
    .filter(
      (point) =>
        !points.some(
          (other) => other.x <= point.x && other.y >= point.y && (other.x < point.x || other.y > point.y),
        ),
    )
    .toSorted((a, b) => a.x - b.x)
}

const WIDTH = 420
const HEIGHT = 280
const LEFT = 42
const BOTTOM = 238
const TOP = 14
const RIGHT = 404

/** A rate against a cost, with intervals. A line joins the points of the Pareto front. */
export function paretoChart(
  points: readonly ScatterPoint[],
  options: { readonly describe: string; readonly xTitle: string; readonly format: (value: number) => string },
): Html {
  const x = spreadScale(
    points.map((point) => point.x),
    5,
    [LEFT + 16, RIGHT - 12],
  )
  const y = linearScale(Math.max(0.1, ...points.map(({ y, interval }) => interval?.[1] ?? y)), 5, [
    BOTTOM,
    TOP,
  ])
  const front = paretoFront(points.filter(({ apart }) => apart !== true))
  const stairs = front.map(({ x: cost, y: rate }, index) =>
    index === 0 ? `M${x.at(cost)} ${y.at(rate)}` : `H${x.at(cost)}V${y.at(rate)}`,
  )
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${options.describe}">
${y.ticks.map((tick) => html`<path class="grid" d="M${LEFT} ${y.at(tick)}H${RIGHT}"/><text class="tick end" x="${LEFT - 6}" y="${y.at(tick) + 3.5}">${round(tick * 100)} %</text>`)}
<path class="axis" d="M${LEFT} ${BOTTOM}H${RIGHT}"/>
${x.ticks.map((tick) => html`<path class="axis" d="M${x.at(tick)} ${BOTTOM}v4"/><text class="tick middle" x="${x.at(tick)}" y="${BOTTOM + 16}">${options.format(tick)}</text>`)}
<text class="tick middle" x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 34}">${options.xTitle}</text>
${stairs.length > 1 ? html`<path class="front" d="${stairs.join('')}"/>` : null}
${points.map(({ x: cost, interval }) => (interval === null ? null : html`<path class="whisker" d="M${x.at(cost)} ${y.at(interval[0])}V${y.at(interval[1])}"/>`))}
${points.map((point) => html`<circle class="${front.includes(point) ? 'point best' : point.apart ? 'point apart' : 'point'}" cx="${x.at(point.x)}" cy="${y.at(point.y)}" r="9"/><text class="point-mark middle" x="${x.at(point.x)}" y="${y.at(point.y) + 3.8}">${point.mark}</text>`)}
</svg>`
}
