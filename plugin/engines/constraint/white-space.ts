import { isRecord } from '../../core/json/json.ts'
import type { WhiteSpace } from '../../records/constraint.ts'

const STRING = /"(?:[^"\\]|\\.)*"/g

/**
 * Detects the white space of expected values from lines of a dataset. Where a line contains JSON texts as strings
 * (fine-tuning data has the completion as a string), theirs counts, otherwise that of the line itself. `any` where they
 * differ.
 */
export function detectWhiteSpace(lines: Iterable<string>): WhiteSpace {
  const found = new Set<WhiteSpace>()
  for (const line of lines) {
    for (const text of jsonTexts(line)) {
      const bare = text.replace(STRING, '""')
      if (!/[,:]/.test(bare)) continue
      if (!/\s/.test(bare)) found.add('compact')
      else found.add(/^(?:[^\s,:]|[,:] (?!\s))*$/.test(bare) ? 'spaced' : 'any')
    }
  }
  const [only = 'spaced', ...others] = found
  return others.length === 0 ? only : 'any'
}

function jsonTexts(line: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return []
  }
  const within = stringsIn(parsed, 0).filter((text) => /^\s*[{[]/.test(text) && isJson(text))
  return within.length > 0 ? within : [line]
}

function stringsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (depth > 4) return []
  const children = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
  return children.flatMap((child: unknown) => stringsIn(child, depth + 1))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
