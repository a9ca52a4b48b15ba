import { shorten } from '../../shorten.ts'

/** What the page's script reads from the address: which run, which of its examples, which one of them open. */
export interface CaseListAddress {
  readonly status?: string
  readonly errorClass?: string
  readonly complexity?: string
  readonly schema?: string
  readonly source?: string
  /** Line of the example to open. */
  readonly line?: number
  /** Index of the run to compare with, and what became of the examples against it. */
  readonly with?: number
  readonly change?: 'lost' | 'gained' | 'changed'
}

/** A link to the list of examples; does nothing harmful where scripts are off. */
export function caseListHref(run: number, address: CaseListAddress): string {
  const query = new URLSearchParams({ run: String(run) })
  for (const [key, value] of Object.entries(address))
    if (value !== undefined) query.set(key, shorten(String(value)))
  return `#${query}`
}
