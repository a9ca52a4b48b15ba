/** Marker lines of a page; the lines between them are written by a bench only. */
export interface Section {
  readonly begin: string
  readonly end: string
}

/** The page with what stands between the lines replaced. @throws Error when it has no place for it. */
export function withSection(page: string, { begin, end }: Section, text: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the page has no lines ${begin} and ${end}`)
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`
}
