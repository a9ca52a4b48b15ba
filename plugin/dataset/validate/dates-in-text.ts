/** Languages whose month names are known. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl']

/**
 * True if a text contains an ISO date (`2024-03-10`) in another common notation: 10.03.2024, 3/10/24, 10
 * March 2024, "10. März 2024", "Mar 10th, 2024". Day and month may be in either order, because the text does
 * not show which is which.
 */
export function holdsDate(text: string, date: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)
  if (match === null) return false
  const [, year = '', month = '', day = ''] = match
  const [d, m] = [day, month].map((part) => `0?${Number(part)}`)
  const y = `(?:${year}|${year.slice(2)})`
  const name = monthNames(Number(month)).join('|')
  const ordinal = `${d}(?:st|nd|rd|th|er|º)?\\.?`
  const forms = [
    `${d}(?<mark>[./ -]) ?${m}\\k<mark> ?${y}`,
    `${m}(?<mark>[/.-])${d}\\k<mark>${y}`,
    `${year}(?<mark>[/.])${m}\\k<mark>${d}`,
    `${ordinal}(?: of| de)?[ -](?:${name})\\.?,?(?: de)?[ -]${y}`,
    `(?:${name})\\.? ${ordinal},? ${y}`,
  ]
  return forms.some((form) => new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, 'iu').test(text))
}

const names = new Map<number, readonly string[]>()

/** The long and short names of a month, 1 to 12, without the point of an abbreviation. */
function monthNames(month: number): readonly string[] {
  const known = names.get(month)
  if (known !== undefined) return known
  const date = new Date(Date.UTC(2000, month - 1, 1))
  const found = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((width) =>
      [{ month: width }, { month: width, day: 'numeric' } as const].map(
        (options) =>
          new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
            .formatToParts(date)
            .find(({ type }) => type === 'month')
            ?.value.replace(/\.$/, '') ?? '',
      ),
    ),
  )
  const distinct = [...new Set(found)].filter((name) => /^\p{L}+$/u.test(name))
  names.set(month, distinct)
  return distinct
}
