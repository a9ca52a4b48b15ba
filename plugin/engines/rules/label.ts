/** A longer text before a colon is prose, not a key. */
const LONGEST_LABEL = 200

/** A parsed line: `Unit Price: 3.5` has label `unitprice`, name `Unit Price` and value `3.5`. */
export interface LabelledText {
  /** The name normalized by {@link labelOf}, to be compared with keys. */
  readonly label: string
  readonly name: string
  /** What follows `: `, verbatim; null if the line ends with the colon. */
  readonly value: string | null
}

/**
 * Normalizes a key of a schema and its title-cased form in a prompt to the same text: lower case, without
 * spaces, underscores and hyphens (`icd10_code`, `icd10Code` and `Icd10 Code` are all `icd10code`).
 */
export function labelOf(keyOrName: string): string {
  return keyOrName.toLowerCase().replace(/[\s_-]+/g, '')
}

/** Splits `Name: value` or `Name:`; null for anything else. */
export function readLabelled(text: string): LabelledText | null {
  const spaced = text.indexOf(': ')
  const end = spaced >= 0 ? spaced : text.endsWith(':') ? text.length - 1 : -1
  if (end < 1 || end > LONGEST_LABEL) return null
  const name = text.slice(0, end)
  const label = labelOf(name)
  if (label === '') return null
  return { label, name, value: spaced >= 0 ? text.slice(spaced + 2) : null }
}

/** The most likely key for a name if no schema has it: `Unit Price` is `unit_price`. */
export function keyOf(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, '_')
}
