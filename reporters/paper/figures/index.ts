import type { Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { withoutTwins } from '../run-twins.ts'
import { architectureDiagram } from './architecture-diagram.ts'
import { complexityDistribution } from './complexity-distribution.ts'
import { errorBars } from './error-bars.ts'
import { platforms } from './platforms.ts'
import { resultsByComplexity } from './results-by-complexity.ts'
import { sizePareto } from './size-pareto.ts'
import { taskOverview } from './task-overview.ts'
import { trainingCurves } from './training-curves.ts'

export interface FigureMaker {
  readonly number: number
  /** Part of the names of its files: `figure-1-task.svg`. */
  readonly slug: string
  readonly title: string
  readonly make: (input: PaperInput) => Figure
}

/** The figures of the paper, by number. */
export const FIGURES: readonly FigureMaker[] = [
  { number: 1, slug: 'task', title: 'Task overview', make: taskOverview },
  { number: 2, slug: 'complexity', title: 'Complexity distribution', make: complexityDistribution },
  { number: 3, slug: 'architecture', title: 'Architecture', make: architectureDiagram },
  { number: 4, slug: 'training', title: 'Training curves', make: trainingCurves },
  {
    number: 5,
    slug: 'results-by-complexity',
    title: 'Results by complexity',
    make: once(resultsByComplexity),
  },
  { number: 6, slug: 'pareto', title: 'Accuracy against size', make: once(sizePareto) },
  { number: 7, slug: 'latency', title: 'Latency and cost by platform', make: platforms },
  { number: 8, slug: 'errors', title: 'Errors by class', make: once(errorBars) },
]

/** Figures of results show runs with the same results once. */
function once(make: FigureMaker['make']): FigureMaker['make'] {
  return (input) => make({ ...input, runs: withoutTwins(input.runs) })
}
