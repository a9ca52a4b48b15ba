import { bytes, percent } from '../../../../plugin/core/format.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../../plugin/records/slice.ts'
import { timingMarks } from '../../latency-words.ts'
import { modelLabel } from '../../run-label.ts'
import { paretoChart, paretoFront, type ScatterPoint } from '../charts/scatter.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { shortDuration } from './latency.ts'
import { type Place, section } from './section.ts'

interface Cost {
  readonly title: string
  readonly of: (report: RunReport) => number | null
  readonly format: (value: number) => string
  /** Whether it depends on the machine and concurrency of the run. */
  readonly timed: boolean
}

const COSTS: readonly Cost[] = [
  { title: 'size of the weights', of: ({ model }) => model.bytes, format: bytes, timed: false },
  {
    title: 'milliseconds per token (median)',
    of: ({ latency }) => latency.msPerToken?.p50 ?? null,
    format: shortDuration,
    timed: true,
  },
]

/** JSONExact against size and against speed, for each dataset with several runs. */
export function pareto(reports: readonly RunReport[], place: Place): Html {
  // Runs without times are not comparable with any run.
  const { comparable, marks } = timingMarks(reports.filter(isTimed))
  let timed = 0
  const runs = reports.map((report, index): ParetoRun => {
    const at = isTimed(report) ? timed++ : -1
    return { report, mark: index + 1, comparable: comparable[at] ?? false, sign: marks[at] ?? '' }
  })
  const datasets = new Set(reports.map(({ dataset }) => dataset.sha256))
  const figures = [...datasets].flatMap((sha256) => {
    const same = runs.filter(({ report }) => report.dataset.sha256 === sha256)
    return COSTS.flatMap((cost) => costFigure(same, cost, datasets.size > 1) ?? [])
  })
  if (figures.length === 0) return EMPTY
  return section(
    place,
    'pareto',
    'What quality costs',
    html`<p>Runs on the line form the Pareto front: no other run is as exact at a lower cost. The bars are 95 % intervals; if they overlap, the order may be due to chance.${timing(reports)}</p>
<div class="side-by-side">${figures}</div>`,
  )
}

/** Explanation of the points that are not on the line of speed. */
function timing(reports: readonly RunReport[]): string {
  const { legend, comparable } = timingMarks(reports.filter(isTimed))
  if (comparable.every((same) => same)) return ''
  return ` The times of points with a dashed edge are not comparable with those of the others; these points are not on the line of speed. ${legend.join('. ')}.`
}

function isTimed({ latency }: RunReport): boolean {
  return latency.msPerToken !== null
}

interface ParetoRun {
  readonly report: RunReport
  readonly mark: number
  readonly comparable: boolean
  readonly sign: string
}

function costFigure(
  runs: readonly ParetoRun[],
  { title, of, format, timed }: Cost,
  nameDataset: boolean,
): Html | null {
  const points = runs.flatMap(({ report, mark, comparable, sign }): (ScatterPoint & { label: string })[] => {
    const x = of(report)
    const { jsonExact, jsonExactInterval } = primaryRates(report.totals)
    if (x === null || x <= 0 || jsonExact === null) return []
    return [
      {
        mark,
        x,
        y: jsonExact,
        interval: jsonExactInterval,
        label: `${modelLabel(report)}${timed ? sign : ''}`,
        apart: timed && !comparable,
      },
    ]
  })
  if (points.length < 2) return null
  const drawn = new Set(points.map(({ mark }) => mark))
  const missing = runs
    .filter(({ mark }) => !drawn.has(mark))
    .map(
      ({ mark, report }) =>
        html`<li class="aside"><span class="run-number">${mark}</span> ${modelLabel(report)}: not measured, so not drawn</li>`,
    )
  const front = new Set(paretoFront(points.filter(({ apart }) => !apart)).map(({ mark }) => mark))
  const dataset = runs[0]?.report.dataset.name ?? ''
  return html`<figure>${paretoChart(points, {
    describe: `JSONExact against ${title}: ${points.map(({ label, x, y }) => `${label} ${percent(y)} at ${format(x)}`).join('; ')}`,
    xTitle: title,
    format,
  })}<figcaption>JSONExact against ${title}${nameDataset ? ` (${dataset})` : ''}
<ul class="legend">${points.map(({ mark, label, x, y }) => html`<li><span class="run-number">${mark}</span> ${label}: ${percent(y)}, ${format(x)}${front.has(mark) ? ', on the line' : ''}</li>`)}${missing}</ul></figcaption></figure>`
}
