import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { Random } from '../random.ts'

/** The layout of a prompt; the name is the `source` of the example. */
export type StyleName = 'official' | 'note' | 'log' | 'form' | 'table'

/**
 * Writes the prompt for an expected value. Every leaf occurs in it literally (see `scalarText`), and prompt
 * and schema together determine the expected value. Null if this style cannot write the expected value
 * without ambiguity.
 */
export type Style = (expected: JsonObject, schema: SourceSchema, random: Random) => string | null
