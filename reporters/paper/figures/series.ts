import { printable } from '../../../plugin/core/printable.ts'
import type { ScoringMode } from '../../../plugin/records/scores.ts'
import type { ModeRates } from '../../../plugin/records/slice.ts'
import { jsonExact } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { withoutTwins } from '../run-twins.ts'
import { PUBLISHED, PUBLISHED_MARK } from '../table.ts'
import { seriesColour, seriesShape } from './theme.ts'

/**
 * The name of a series in a chart. Vega stores groups in plain objects, where names such as `constructor` already
 * exist; a no-break space makes them different names.
 */
export function chartName(label: string): string {
  return label in Object.prototype ? `${label}\u00a0` : label
}

export function publishedName(model: string): string {
  return chartName(`${model} ${PUBLISHED_MARK}`)
}

/** Colour and shape by name, for two scales over the same field, so that they share one legend. */
export interface SeriesScales {
  readonly names: string[]
  readonly colours: string[]
  readonly shapes: string[]
  /** White for published figures: their marks are hollow. */
  readonly fills: string[]
}

/**
 * @param hollow by name, whether its marks are hollow
 * @param order all series of the paper ({@link paperSeries}): the position of a name there determines its colour and
 * shape, so that a model looks the same in every figure. Default: the figure's own names.
 */
export function seriesScales(
  names: readonly string[],
  hollow: readonly boolean[] = [],
  order: readonly string[] = names,
): SeriesScales {
  const own = names.filter((name) => !order.includes(name))
  const places = names.map((name) => [...order, ...own].indexOf(name))
  return {
    fills: places.map((place, index) => (hollow[index] ? 'white' : seriesColour(place))),
    names: [...names],
    colours: places.map(seriesColour),
    shapes: places.map(seriesShape),
  }
}

/** The names of all models of the paper in one order: measured runs, published models, models of training logs. */
export function paperSeries({ runs, published, trainings }: PaperInput): readonly string[] {
  return [
    ...new Set([
      ...withoutTwins(runs).map(({ label }) => chartName(label)),
      ...(published?.results ?? []).map(({ model }) => publishedName(printable(model, 40))),
      ...trainings.map(({ model }) => chartName(printable(model, 40))),
    ]),
  ]
}

/**
 * The mode that a figure shows: official if there are published figures, because those are official; otherwise lenient,
 * on which the gate decides.
 */
export function modeOf({ published }: Pick<PaperInput, 'published'>): ScoringMode {
  return published === null ? 'lenient' : 'official'
}

export function exactTitle(mode: ScoringMode): string {
  return `JSONExact, ${mode} (%)`
}

/** Encoding channels of marks: colour, shape and fill by series, with one legend in common or none. */
export function seriesChannels(field: string, scales: SeriesScales, legend: object | null): SeriesChannels {
  const channel = (range: string[]): SeriesChannel => ({
    field,
    type: 'nominal',
    scale: { domain: scales.names, range },
    legend,
  })
  return { stroke: channel(scales.colours), fill: channel(scales.fills), shape: channel(scales.shapes) }
}

export interface SeriesChannel {
  readonly field: string
  readonly type: 'nominal'
  readonly scale: { domain: string[]; range: string[] }
  readonly legend: object | null
}

export interface SeriesChannels {
  readonly stroke: SeriesChannel
  readonly fill: SeriesChannel
  readonly shape: SeriesChannel
}

export interface ErrorBarMark {
  readonly type: 'errorbar'
  readonly ticks: { size: number; thickness: number; opacity: number }
  readonly rule: { strokeWidth: number; opacity: number }
}

/** A 95 % interval with marked ends. */
export function errorBar(size: number): ErrorBarMark {
  return { type: 'errorbar', ticks: { size, thickness: 2, opacity: 1 }, rule: { strokeWidth: 2, opacity: 1 } }
}

/** The colour of an interval is in the data, because a colour scale would add a second legend. */
export const ERROR_BAR_COLOUR: { readonly field: 'colour'; readonly type: 'nominal'; readonly scale: null } =
  {
    field: 'colour',
    type: 'nominal',
    scale: null,
  }

export interface PercentAxis {
  readonly field: 'value'
  readonly type: 'quantitative'
  readonly title: string
  readonly scale: { domain: number[] }
  readonly axis: { values: number[] }
}

/** The whole range from 0 to 100 %, so that figures can be compared side by side. */
export function percentAxis(title: string): PercentAxis {
  return {
    field: 'value',
    type: 'quantitative',
    title,
    scale: { domain: [0, 100] },
    axis: { values: [0, 20, 40, 60, 80, 100] },
  }
}

/** A rate with its interval in per cent; the bounds are null where there is no interval. */
export interface PercentPoint {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

export function exactPercent(rates: ModeRates): PercentPoint | null {
  const estimate = jsonExact(rates)
  if (estimate === null) return null
  const { value, low, high } = estimate
  return {
    value: percent(value),
    low: low === null ? null : percent(low),
    high: high === null ? null : percent(high),
  }
}

/** Rounded, without the error digits of floating point. */
export function percent(rate: number): number {
  return Number((rate * 100).toPrecision(10))
}

export const PUBLISHED_NOTE: string = `Hollow marks with ${PUBLISHED_MARK}: ${PUBLISHED}.`
