import { shorten } from '../../shorten.ts'

/** The state that the page's script reads from the address: the run, filters for its examples, and the open example. */
export interface CaseListAddress {
  readonly status?: string
  readonly errorClass?: string
  readonly complexity?: string
  readonly schema?: string
  readonly source?: string
  /** Line of the example to open. */
  readonly line?: number
  /** Index of the run to compare with, and the kind of change against it. */
  readonly with?: number
  readonly change?: 'lost' | 'gained' | 'changed'
}

/** A link to the list of examples. It is harmless where scripts are disabled. */
export function caseListHref(run: number, address: CaseListAddress): string {
  const query = new URLSearchParams({ run: String(run) })
  for (const [key, value] of Object.entries(address))
    if (value !== undefined) query.set(key, shorten(String(value)))
  return `#${query}`
}
