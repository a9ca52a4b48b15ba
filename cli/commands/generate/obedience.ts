import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import type { GeneratedExample } from '../../../plugin/generator/index.ts'
import type { SchemaValidator } from '../../../plugin/scoring/index.ts'

/**
 * Passes on the examples of a stream, each checked against the schema that it was made from.
 *
 * @param validators by the name of the schema, for those that are checked
 * @throws {EdgejsonError} `BAD_SCHEMA` for the first example that breaks its schema
 */
export function* checkObedience(
  examples: Iterable<GeneratedExample>,
  validators: ReadonlyMap<string, SchemaValidator>,
): Generator<GeneratedExample> {
  for (const example of examples) {
    const [broken] = validators.get(example.schemaId)?.(example.expected).errors ?? []
    if (broken !== undefined)
      throw new EdgejsonError(
        'BAD_SCHEMA',
        `the generator cannot obey the schema ${quoted(example.schemaId)}: in ${quoted(example.id)}, ${broken.path} ${broken.message}. ` +
          'Simplify the schema there.',
      )
    yield example
  }
}
