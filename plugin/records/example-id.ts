import { escapeUnsafe } from '../core/printable.ts'

/**
 * The id of an example as the project uses it: the name of its test, the key of records. Line breaks, control and
 * bidirectional characters of the text are shown as escapes (`\\n`, `\\u202e`), and so is the first mark of a `::command::`
 * at its start: Vitest's own reporters print names as they are, and CI runners act on such lines.
 */
export function exampleId(text: string): string {
  return escapeUnsafe(text).replace(/^(\s*):(?=:)/, '$1\\u003a')
}
