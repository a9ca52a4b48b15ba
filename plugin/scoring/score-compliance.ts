import type { ComplianceCard, ComplianceScores } from '../records/compliance-card.ts'
import { classifyMiss } from './classify-miss.ts'
import { extract } from './extract.ts'
import { extractLenient } from './extract-lenient.ts'
import type { Extraction } from './extraction.ts'
import type { SchemaValidator } from './schema/compile-schema.ts'
import type { ScoringInput } from './score-answer.ts'

/** Largest number of violations in a card. */
const MAX_VIOLATIONS = 10

/** An output text whose example has no expected value. */
export interface ComplianceInput extends Omit<ScoringInput, 'expected' | 'schema' | 'rules'> {
  /** From `compileSchema`. */
  readonly schema: SchemaValidator
}

/**
 * Whether an output has a JSON value, and whether it complies with its schema.
 *
 * @throws {EdgejsonError} `WORK_LIMIT` if the schema cannot validate the value within its work limit
 */
export function scoreCompliance({
  output,
  finishReason,
  reasoning,
  reasoningOpened,
  schema,
}: ComplianceInput): ComplianceCard {
  const strict = extract(output, 'strict', { reasoning, reasoningOpened })
  // What is JSON as a whole is also the lenient value.
  const lenient = strict.found ? strict : extractLenient(output, reasoning, reasoningOpened)
  const result = lenient.found ? schema(lenient.value) : null
  const scores = (extraction: Extraction): ComplianceScores => ({
    parsed: extraction.found,
    schemaCompliance: extraction.found && result?.valid === true,
  })
  return {
    strict: scores(strict),
    lenient: scores(lenient),
    official: { parsed: extract(output, 'official').found },
    errorClass: classifyMiss({ extraction: lenient, kinds: new Set(), finishReason }),
    violations: (result?.errors ?? [])
      .slice(0, MAX_VIOLATIONS)
      .map(({ path, message }) => ({ path, message })),
  }
}
