import { openTag, type XmlAttributes, xmlText } from '../xml.ts'

/** What a testcase says besides passing: nothing to judge, not as it must be, or not judged. */
export interface Outcome {
  readonly kind: 'error' | 'failure' | 'skipped'
  readonly message: string
  readonly type: string | null
  /** Further lines; null for none. */
  readonly body: string | null
}

/** One testcase, before it is text. */
export interface Element {
  readonly attributes: XmlAttributes
  readonly properties: Readonly<Record<string, string | number | boolean | null>>
  readonly outcome: Outcome | null
  /** For `system-out`: a remark on a testcase that passes. */
  readonly output: string | null
}

export interface Counts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

export function count(elements: Iterable<Element>): Counts {
  const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 }
  for (const { outcome } of elements) {
    counts.tests++
    if (outcome?.kind === 'failure') counts.failures++
    if (outcome?.kind === 'error') counts.errors++
    if (outcome?.kind === 'skipped') counts.skipped++
  }
  return counts
}

/** Children in the order that the JUnit schema gives: properties, outcome, output. */
export function elementText({ attributes, properties, outcome, output }: Element): string {
  const lines: string[] = []
  const known = Object.entries(properties).filter(([, value]) => value !== null)
  if (known.length > 0) {
    lines.push('      <properties>')
    for (const [name, value] of known)
      lines.push(`        ${openTag('property', { name, value: String(value) })}/>`)
    lines.push('      </properties>')
  }
  if (outcome !== null) lines.push(`      ${outcomeText(outcome)}`)
  if (output !== null) lines.push(`      <system-out>${xmlText(output)}</system-out>`)
  const tag = openTag('testcase', attributes)
  return lines.length === 0 ? `    ${tag}/>\n` : `    ${tag}>\n${lines.join('\n')}\n    </testcase>\n`
}

function outcomeText({ kind, message, type, body }: Outcome): string {
  const tag = openTag(kind, { message, type })
  return body === null ? `${tag}/>` : `${tag}>${xmlText(body)}</${kind}>`
}
