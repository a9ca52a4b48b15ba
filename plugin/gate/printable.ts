/** C0 and C1 controls, line separators, and the marks that reorder or hide text in a terminal or a diff. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * Text of a dataset, a model or a file, safe in one line of a message: what could move the cursor, hide or reorder
 * text is spelled `\u001b`, and it ends after `limit` characters.
 */
export function printable(text: string, limit = 120): string {
  const spell = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text
  return cut.replace(UNPRINTABLE, spell).replace(LONE_SURROGATE, spell)
}

/** {@link printable} in quotation marks. */
export function quoted(text: string, limit = 120): string {
  return `"${printable(text, limit)}"`
}

/** Quoted names, at most `limit` of them, then how many more there are. */
export function listed(names: readonly string[], limit = 20): string {
  const shown = names
    .slice(0, limit)
    .map((name) => quoted(name))
    .join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}
