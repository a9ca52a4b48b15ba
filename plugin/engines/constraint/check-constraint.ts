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
  /** The values that are right; empty where the example has none. */
  readonly acceptable: readonly unknown[]
}

/**
 * Checks a constraint before a run: lists the keywords that the grammar does not enforce, and counts the expected
 * values that it does not accept: of an example with several accepted ones, those of which it accepts none.
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
  for (const { id, schemaId, schema, acceptable } of examples) {
    const own = mode === 'schema' ? schema : null
    if (mode === 'schema' && schema === null) withoutSchema++
    const grammar = named(schemaId, () => grammarOf({ schema: own, whiteSpace }))
    if (own !== null && schemaId !== null && !unenforced.has(schemaId))
      unenforced.set(
        schemaId,
        grammar.unenforced.map((each) => ({ schema: schemaId, ...each })),
      )
    if (acceptable.length === 0) continue
    checked++
    const accepts = (value: unknown): Promise<boolean> =>
      grammarAccepts(grammar.ebnf, jsonText(value, whiteSpace))
    if (await some(acceptable, accepts)) continue
    if (await some(acceptable, (value) => accepts(inPropertyOrder(value, own)))) reordered++
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

async function some(
  values: readonly unknown[],
  test: (value: unknown) => Promise<boolean>,
): Promise<boolean> {
  for (const value of values) if (await test(value)) return true
  return false
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
