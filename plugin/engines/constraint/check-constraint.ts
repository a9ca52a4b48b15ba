import { EdgejsonError } from '../../core/errors.ts'
import {
  type ConstraintRecord,
  MAX_NAMED_REFUSALS,
  type RefusedExpected,
  type UnenforcedKeyword,
} from '../../records/constraint.ts'
import { inPropertyOrder, jsonText } from './json-text.ts'
import { grammarOf } from './request-grammar.ts'
import { grammarAccepts } from './text-grammar.ts'

/** The part of an example that its constraint depends on. */
export interface ConstrainedExample {
  readonly id: string
  /** Name of its schema; null without one. */
  readonly schemaId: string | null
  readonly schema: unknown
  readonly expected: unknown
}

/**
 * Checks a constraint before a run: lists the keywords that the grammar does not enforce, and counts the expected
 * values that it does not accept.
 *
 * @throws EdgejsonError `BAD_SCHEMA` naming the schema that has no grammar
 */
export async function checkConstraint(
  examples: Iterable<ConstrainedExample>,
  {
    mode,
    whiteSpace,
    library,
    version,
  }: Pick<ConstraintRecord, 'mode' | 'whiteSpace' | 'library' | 'version'>,
): Promise<ConstraintRecord> {
  const unenforced = new Map<string, readonly UnenforcedKeyword[]>()
  const firstRefused: RefusedExpected[] = []
  let [checked, refused, reordered, withoutSchema] = [0, 0, 0, 0]
  for (const { id, schemaId, schema, expected } of examples) {
    const own = mode === 'schema' ? schema : null
    if (mode === 'schema' && schema === null) withoutSchema++
    const grammar = named(schemaId, () => grammarOf({ schema: own, whiteSpace }))
    if (own !== null && schemaId !== null && !unenforced.has(schemaId))
      unenforced.set(
        schemaId,
        grammar.unenforced.map((each) => ({ schema: schemaId, ...each })),
      )
    checked++
    if (await grammarAccepts(grammar.ebnf, jsonText(expected, whiteSpace))) continue
    if (await grammarAccepts(grammar.ebnf, jsonText(inPropertyOrder(expected, own), whiteSpace))) reordered++
    else {
      refused++
      if (firstRefused.length < MAX_NAMED_REFUSALS) firstRefused.push({ id, schema: schemaId })
    }
  }
  return {
    mode,
    library,
    version,
    whiteSpace,
    keyOrder: 'schema',
    schemas: unenforced.size,
    unenforced: [...unenforced.values()].flat(),
    withoutSchema,
    expected: { checked, reordered, refused, firstRefused },
  }
}

function named<Result>(schemaId: string | null, make: () => Result): Result {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof EdgejsonError)) throw error
    throw new EdgejsonError('BAD_SCHEMA', `schema ${schemaId ?? 'of an example'}: ${error.text}`, {
      cause: error,
    })
  }
}
