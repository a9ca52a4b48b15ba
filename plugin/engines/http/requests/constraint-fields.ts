import type { OutputConstraint } from '../../../records/constraint.ts'
import { grammarOf } from '../../constraint/request-grammar.ts'
import type { ServerConstraint } from './server-settings.ts'

/** A JSON Schema of any object or array, for fields that have no other form of it. */
const ANY_JSON = { anyOf: [{ type: 'object' }, { type: 'array' }] }

/** Name of the schema in a request; servers accept letters, digits, `_` and `-`. */
const SCHEMA_NAME = 'output'

/**
 * The fields of a request that constrain its output. The responses API has the format in `text`.
 *
 * @throws EdgejsonError `BAD_SCHEMA` for a grammar of a schema that nothing complies with
 */
export function constraintFields(
  { field, strict, api }: ServerConstraint,
  constraint: OutputConstraint,
): Record<string, unknown> {
  const { schema } = constraint
  switch (field) {
    case 'response_format': {
      const named = { name: SCHEMA_NAME, schema, ...(strict ? { strict } : {}) }
      if (api === 'responses') {
        return {
          text: { format: schema === null ? { type: 'json_object' } : { type: 'json_schema', ...named } },
        }
      }
      return {
        response_format:
          schema === null ? { type: 'json_object' } : { type: 'json_schema', json_schema: named },
      }
    }
    case 'format':
      return { format: schema ?? 'json' }
    case 'structured_outputs':
      return { structured_outputs: schema === null ? { json_object: true } : { json: schema } }
    case 'guided_json':
      return { guided_json: schema ?? ANY_JSON }
    case 'json_schema':
      return { json_schema: schema ?? ANY_JSON }
    case 'grammar':
      return { grammar: grammarOf(constraint).ebnf }
  }
}
