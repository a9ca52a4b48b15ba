import { EdgejsonError } from '../../core/errors.ts'
import type { OutputConstraint } from '../../records/constraint.ts'
import { jsonGrammar, type SchemaGrammar, schemaGrammar } from './schema-grammar.ts'

/** Largest number of cached grammars. */
const KEPT = 256
const known = new Map<string, SchemaGrammar>()

/**
 * The grammar of a request's constraint. Grammars of earlier requests are cached.
 *
 * @throws EdgejsonError `BAD_SCHEMA` for a schema that no value complies with
 */
export function grammarOf({ schema, whiteSpace }: OutputConstraint): SchemaGrammar {
  if (schema === null) return jsonGrammar(whiteSpace)
  const key = `${whiteSpace} ${JSON.stringify(schema)}`
  let grammar = known.get(key)
  if (grammar === undefined) {
    const made = schemaGrammar(schema, whiteSpace)
    if (made === null)
      throw new EdgejsonError(
        'BAD_SCHEMA',
        'no value complies with the schema, so no output can be constrained to it',
      )
    grammar = made
    known.set(key, grammar)
    const [oldest] = known.keys()
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
  }
  return grammar
}
