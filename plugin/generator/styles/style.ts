import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { Random } from '../random.ts'

/** How a prompt tells its values; the name is the `source` of the example. */
export type StyleName = 'official' | 'note' | 'log' | 'form' | 'table'

/**
 * Writes the prompt for an answer. Every leaf stands in it literally (see `scalarText`), and prompt and schema
 * together determine the answer. Null when this style cannot write the answer without ambiguity.
 */
export type Style = (answer: JsonObject, schema: SourceSchema, random: Random) => string | null
