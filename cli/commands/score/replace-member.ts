import { type ReadOptions, readJsonAt } from '../../../plugin/core/json/parse.ts'

/**
 * The text of a JSON object with a member set, at the end, and all other members left as they are written: their
 * digits, escapes, order and duplicates.
 *
 * @param text a valid JSON object, which has `key` exactly when `present`
 */
export function replaceMember(
  text: string,
  key: string,
  value: string,
  present: boolean,
  options: ReadOptions,
): string {
  const members = present ? withoutMember(text, key, options) : text.trim().slice(1, -1).trim()
  return `{${members}${members === '' ? '' : ','}${JSON.stringify(key)}:${value}}`
}

function withoutMember(text: string, key: string, options: ReadOptions): string {
  const kept: string[] = []
  let at = text.indexOf('{') + 1
  while (text[at] !== '}') {
    const start = skipSpace(text, at)
    const name = readJsonAt(text, start, options)
    if (!name.ok) break // An empty object; the caller has parsed the text.
    const colon = skipSpace(text, name.end)
    const value = readJsonAt(text, skipSpace(text, colon + 1), options)
    if (!value.ok) throw new Error(`not a JSON object: ${value.reason}`)
    if (name.value !== key) kept.push(text.slice(start, value.end))
    const comma = skipSpace(text, value.end)
    at = text[comma] === ',' ? comma + 1 : comma
  }
  return kept.join(',')
}

function skipSpace(text: string, start: number): number {
  let at = start
  while (' \t\n\r'.includes(text[at] ?? '-')) at += 1
  return at
}
