import { openTag, type XmlAttributes, xmlAttribute, xmlText } from '../xml.ts'

/** The outcome of a testcase that does not pass: error, failure or skipped. */
export interface Outcome {
  readonly kind: 'error' | 'failure' | 'skipped'
  readonly message: string
  readonly type: string | null
  /** Further lines; null for none. */
  readonly body: string | null
}

/** One testcase. */
export interface Element {
  readonly attributes: XmlAttributes
  /** The names are fixed and need no escaping. */
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

export function count(outcomes: Iterable<Outcome['kind'] | null>): Counts {
  const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 }
  for (const kind of outcomes) {
    counts.tests++
    if (kind === 'failure') counts.failures++
    if (kind === 'error') counts.errors++
    if (kind === 'skipped') counts.skipped++
  }
  return counts
}

/** Children in the order that the JUnit schema gives: properties, outcome, output. */
export function elementText({ attributes, properties, outcome, output }: Element): string {
  const lines: string[] = []
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null)
      lines.push(`        <property name="${name}" value="${xmlAttribute(String(value))}"/>`)
  }
  if (lines.length > 0) {
    lines.unshift('      <properties>')
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
