import type { Example } from '../../model/example.ts'
import type { JsonValue } from '../../model/json.ts'
import { printable, quoted } from '../../model/printable.ts'
import type { SchemaEntry, SchemaRegistry } from '../schemas/schema-registry.ts'
import type { Remark } from './finding.ts'

/** One way in which a value breaks its schema. */
export interface ComplianceIssue {
  /** `format` issues are warnings: the benchmark's metric takes formats for annotations. */
  readonly kind: 'schema' | 'format'
  /** Where and what, for people. */
  readonly message: string
}

/** Holds a value against a schema; no issues when it complies. May throw BAD_SCHEMA. */
export type ComplianceCheck = (entry: SchemaEntry, value: JsonValue) => readonly ComplianceIssue[]

/** Checks an answer against the schema that its line names, and the line's complexity against the schema's. */
export function checkSchema(
  { schemaId, complexity, expected }: Example,
  schemas: SchemaRegistry | null,
  complies: ComplianceCheck | null,
): Remark[] {
  if (schemaId === null || schemas === null) return []
  const entry = schemas.entry(schemaId)
  if (entry === undefined) {
    const message = `there is no schema ${quoted(schemaId)}, so compliance is not measured; there are ${schemas.ids.length} others.`
    return [{ severity: 'warning', code: 'UNKNOWN_SCHEMA', message }]
  }
  const remarks: Remark[] = []
  if (entry.complexity !== null && complexity !== null && complexity !== entry.complexity) {
    const message = `complexity is ${quoted(complexity)}, but the schema ${quoted(schemaId)} is ${quoted(entry.complexity)}.`
    remarks.push({ severity: 'warning', code: 'COMPLEXITY', message })
  }
  for (const issue of complies?.(entry, expected) ?? []) {
    const [severity, code] =
      issue.kind === 'format' ? (['warning', 'FORMAT'] as const) : (['error', 'SCHEMA'] as const)
    remarks.push({ severity, code, message: `${quoted(schemaId)}: ${printable(issue.message)}` })
  }
  return remarks
}
