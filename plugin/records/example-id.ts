import { escapeUnsafe } from '../core/printable.ts'

/**
 * The id of an example as the project uses it: the name of its test and the key of records. Line breaks,
 * control and bidirectional characters of the text become escapes (`\\n`, `\\u202e`), and so does the first
 * character of a `::command::` at its start: Vitest's own reporters print names unchanged, and CI runners
 * execute such lines.
 */
export function exampleId(text: string): string {
  return escapeUnsafe(text).replace(/^(\s*):(?=:)/, '$1\\u003a')
}
