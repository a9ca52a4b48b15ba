import { printable } from '../../core/printable.ts'
import type { Finding, FindingCode, FindingSeverity } from './finding.ts'
import type { ValidationReport } from './validate-dataset.ts'

/** How many findings of one code are listed. */
const SHOWN_PER_CODE = 20

export interface FindingCounts {
  readonly errors: number
  readonly warnings: number
}

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return { errors, warnings: findings.length - errors }
}

/** The findings with every warning turned into an error. */
export function asErrors(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, severity: 'error' }))
}

/**
 * A report as text: one line `file:line: error|warning CODE message` for each finding, at most 20 of a code,
 * then notes and a summary. Safe for any terminal. Ends with a line break.
 */
export function formatReport(report: ValidationReport): string {
  const shown = new Map<FindingCode, number>()
  const left = new Map<FindingCode, { severity: FindingSeverity; count: number }>()
  const lines: string[] = []
  for (const finding of report.findings) {
    const count = (shown.get(finding.code) ?? 0) + 1
    shown.set(finding.code, count)
    if (count <= SHOWN_PER_CODE) lines.push(formatFinding(finding))
    else left.set(finding.code, { severity: finding.severity, count: count - SHOWN_PER_CODE })
  }
  for (const [code, { severity, count }] of left) {
    lines.push(
      `${printable(report.file)}: ${severity} ${code} … and ${count} more (${count + SHOWN_PER_CODE} in all)`,
    )
  }
  for (const note of report.notes) lines.push(`note: ${printable(note)}`)
  const { errors, warnings } = countFindings(report.findings)
  lines.push(
    `${printable(report.file)}: ${plural(report.examples, 'example')}, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`,
  )
  return `${lines.join('\n')}\n`
}

/** `file:line: error CODE message`, on one line. */
export function formatFinding({ file, line, severity, code, message }: Finding): string {
  return `${printable(file)}:${line}: ${severity} ${code} ${printable(message)}`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
