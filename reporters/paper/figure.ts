import type { TopLevelSpec } from 'vega-lite'
import type { Missing } from './table.ts'

/** A figure that a plotting library draws. */
export interface ChartFigure {
  readonly kind: 'chart'
  readonly caption: string
  readonly spec: TopLevelSpec
  readonly notes: readonly string[]
}

/** A figure that is drawn here. */
export interface DiagramFigure {
  readonly kind: 'diagram'
  readonly caption: string
  readonly svg: string
  readonly notes: readonly string[]
}

export type Figure = ChartFigure | DiagramFigure | Missing
