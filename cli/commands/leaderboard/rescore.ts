import type { SchemaRegistry } from '../../../plugin/dataset/index.ts'
import { SchemaValidators, scoreAnswer } from '../../../plugin/scoring/index.ts'
import type { Rescore } from '../../../reporters/leaderboard/index.ts'

/** Scores answers again with these schemas, each compiled once. */
export function createRescore(
  schemas: SchemaRegistry,
  backtrackingPatterns: readonly string[] = [],
): Rescore {
  const validators = new SchemaValidators(schemas, { backtrackingPatterns })
  return ({ output, finishReason, reasoningOpened, expected, ...example }) =>
    scoreAnswer({
      output,
      finishReason,
      reasoningOpened,
      expected,
      schema: validators.validatorFor(example),
    })
}
