import { type Html, html } from '../markup.ts'
import { linearScale, niceStep, round } from './axis.ts'

export interface Bins {
  /** Lower edge of the first bin is 0; every bin is this wide. */
  readonly step: number
  readonly counts: readonly number[]
  /** Values beyond the last bin. */
  readonly beyond: number
}

/** Equal bins from 0; a few extreme values are counted separately, so that the others are not all in one bin. */
export function binValues(values: Iterable<number>, most = 24): Bins {
  const sorted = Float64Array.from(values, (value) => Math.max(0, value)).sort()
  const max = sorted.at(-1) ?? 0
  const high = sorted[Math.floor(sorted.length * 0.98)] ?? max
  const end = max > high * 2 ? high : max
  const step = niceStep(end, most)
  const bins = Math.max(1, Math.floor(end / step) + 1)
  const counts = new Array<number>(bins).fill(0)
  let beyond = 0
  for (const value of sorted) {
    const bin = Math.floor(value / step)
    if (bin < bins) counts[bin] = (counts[bin] ?? 0) + 1
    else beyond++
  }
  return { step, counts, beyond }
}

export interface HistogramLine {
  readonly value: number
  readonly label: string
}

const WIDTH = 420
const HEIGHT = 170
const LEFT = 34
const BOTTOM = 138
const TOP = 30

/** Bars of a distribution with labelled lines at some values. `describe`: its description for screen readers. */
export function histogram(
  { step, counts, beyond }: Bins,
  lines: readonly HistogramLine[],
  options: { readonly describe: string; readonly format: (value: number) => string },
): Html {
  const bars = beyond > 0 ? [...counts, beyond] : counts
  const slot = (WIDTH - LEFT - 8) / bars.length
  const y = linearScale(Math.max(1, ...bars), 3, [BOTTOM, TOP])
  const x = (value: number): number => round(LEFT + Math.min(value / step, bars.length) * slot)
  const every = Math.ceil(counts.length / 5)
  // The label of the values beyond the last bin needs space.
  const last = beyond > 0 ? counts.length - every * 0.7 : counts.length
  const edges = counts.map((_, index) => index).filter((index) => index % every === 0 && index < last)
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${options.describe}">
${y.ticks.filter(Number.isInteger).map((tick) => html`<path class="grid" d="M${LEFT} ${y.at(tick)}H${WIDTH - 8}"/><text class="tick end" x="${LEFT - 5}" y="${y.at(tick) + 3.5}">${tick}</text>`)}
${bars.map((count, index) => html`<rect class="${index >= counts.length ? 'column beyond' : 'column'}" x="${round(LEFT + index * slot + 0.5)}" y="${y.at(count)}" width="${round(Math.max(1, slot - 1))}" height="${round(BOTTOM - y.at(count))}"/>`)}
<path class="axis" d="M${LEFT} ${BOTTOM}H${WIDTH - 8}"/>
${edges.map((index) => html`<text class="tick middle" x="${x(index * step)}" y="${BOTTOM + 14}">${options.format(index * step)}</text>`)}
${beyond > 0 ? html`<text class="tick end" x="${WIDTH - 8}" y="${BOTTOM + 14}">≥ ${options.format(counts.length * step)}</text>` : null}
${spaced(lines.map(({ value, label }) => ({ at: x(value), label }))).map(
  ({ at, label, row }) =>
    html`<path class="percentile" d="M${at} ${TOP - 6 - row * 10}V${BOTTOM}"/><text class="tick ${at > WIDTH - 60 ? 'end' : ''}" x="${at > WIDTH - 60 ? at - 3 : at + 3}" y="${TOP - 2 - row * 10}">${label}</text>`,
)}
</svg>`
}

/** Labels that would overlap are written on another row. */
function spaced<T extends { readonly at: number }>(items: readonly T[]): (T & { row: number })[] {
  const ends: number[] = []
  return items.map((item) => {
    let row = ends.findIndex((end) => item.at - end > 4)
    if (row < 0) row = Math.min(ends.length, 2)
    ends[row] = item.at + 34
    return { ...item, row }
  })
}
