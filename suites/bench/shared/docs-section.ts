import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './provenance.ts'

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

/** Replaces a section of docs/explanation/benchmarks.md. @throws Error when the page has no place for it. */
export function writeSection(section: Section, text: string): void {
  const page = path.join(ROOT, 'docs/explanation/benchmarks.md')
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), section, text))
}

/** The text of a section: the command, what was measured and where, and the figures. */
export function sectionText(command: string, head: string, table: string): string {
  return [`\`\`\`sh\n${command}\n\`\`\``, head, table].join('\n\n')
}
