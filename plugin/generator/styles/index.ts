import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { Random } from '../random.ts'
import { formatForm } from './form.ts'
import { formatLog } from './log.ts'
import { formatNote } from './note.ts'
import { formatOfficial } from './official.ts'
import { formatTable } from './table.ts'

export { formatForm } from './form.ts'
export { formatLog } from './log.ts'
export { formatNote } from './note.ts'
export { formatOfficial } from './official.ts'
export { formatTable } from './table.ts'

/** All styles by name. */
export const styles: Readonly<Record<StyleName, Style>> = {
  official: formatOfficial,
  note: formatNote,
  log: formatLog,
  form: formatForm,
  table: formatTable,
}

export const styleNames: readonly StyleName[] = ['official', 'note', 'log', 'form', 'table']

/**
 * Of twenty examples: 70 % official, 15 % notes, 15 % log lines, forms and tables. Spread so that every run
 * of them is mixed.
 */
export const stylePattern: readonly StyleName[] = [
  'official',
  'note',
  'official',
  'official',
  'form',
  'official',
  'official',
  'official',
  'note',
  'official',
  'official',
  'log',
  'official',
  'official',
  'official',
  'note',
  'official',
  'official',
  'table',
  'official',
]

/** The layout of a prompt; the name is the `source` of the example. */
export type StyleName = 'official' | 'note' | 'log' | 'form' | 'table'

/**
 * Writes the prompt for an expected value. Every leaf occurs in it literally (see `scalarText`), and prompt
 * and schema together determine the expected value. Null if this style cannot write the expected value
 * without ambiguity.
 */
export type Style = (expected: JsonObject, schema: SourceSchema, random: Random) => string | null
