import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { StyleName } from '../styles/index.ts'
import { parseForm } from './parse-form.ts'
import { parseLog } from './parse-log.ts'
import { parseNote } from './parse-note.ts'
import { parseOfficial } from './parse-official.ts'
import { parseTable } from './parse-table.ts'

/**
 * For each style a parser that recovers the expected value from prompt and schema, which proves that they
 * determine it.
 */
export const parsers: Readonly<Record<StyleName, (prompt: string, schema: SourceSchema) => JsonObject>> = {
  official: parseOfficial,
  note: parseNote,
  log: parseLog,
  form: parseForm,
  table: parseTable,
}
