import type { JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { loadScoringModule, moduleFailed, type ScoringModule } from './scoring-module.ts'

/** What an own metric scores. */
export interface MetricInput {
  /** The output text of the model. */
  readonly output: string
  /** The value that lenient extraction found in it; undefined where there is none. */
  readonly received: JsonValue | undefined
  /** The value that is right. Of an example with alternatives, the metric is called with each, and the best counts. */
  readonly expected: JsonValue
}

/** Scores one output: a number from 0 (wrong) to 1 (right). The default export of the module `scoring.metric`. */
export type OwnMetric = (answer: MetricInput) => number

const FORM = '({ output, received, expected }) => …'

/**
 * The metric of a module. It runs: never call it with the options of a report from outside.
 *
 * @param root folder that the module's path is relative to
 * @throws {EdgejsonError} `BAD_OPTION` for a module that cannot be loaded; the metric itself throws
 * `SCORING_MODULE_FAILED` where the module throws or returns no number from 0 to 1
 */
export async function loadMetric(module: string, root: string): Promise<OwnMetric> {
  const named: ScoringModule = { kind: 'metric', module, form: FORM }
  const score = await loadScoringModule(named, root)
  return (answer) => {
    const result = score(answer)
    if (typeof result === 'number' && result >= 0 && result <= 1) return result
    throw moduleFailed('metric', module, `returned ${quoted(result)}; it must return a number from 0 to 1`)
  }
}
