import type { JsonValue } from '../../core/json/json.ts'
import { printable, quoted } from '../../core/printable.ts'
import { acceptableValues, type Example } from '../../records/example.ts'
import type { SchemaRegistry } from '../schemas/schema-registry.ts'
import { unknownSchema } from '../schemas/unknown-schemas.ts'
import type { Remark } from './finding.ts'

/** One violation of a schema. */
export interface ComplianceIssue {
  /** `format` issues are warnings: for the benchmark's metric, formats are annotations. */
  readonly kind: 'schema' | 'format'
  /** Position and rule as a text. */
  readonly message: string
}

/**
 * Validates a value that is right for an example against the example's schema; no issues if it complies. May throw
 * BAD_SCHEMA.
 */
export type ComplianceCheck = (
  example: Pick<Example, 'id' | 'schemaId' | 'schema'>,
  value: JsonValue,
) => readonly ComplianceIssue[]

/**
 * Checks the expected value, and those that are accepted as well, against the schema that their line names, and the line's
 * complexity against the schema's.
 */
export function checkSchema(
  example: Example,
  schemas: SchemaRegistry | null,
  complies: ComplianceCheck | null,
): Remark[] {
  const { schemaId, complexity } = example
  if (schemaId === null || schemas === null) return []
  const entry = schemas.entryFor(example)
  if (entry === undefined) {
    const message = `there is no schema ${quoted(schemaId)}, so compliance is not measured: ${unknownSchema(schemaId, schemas)}.`
    // Without a schema folder the names may be mere labels.
    return [{ severity: schemas.ownLinesOnly ? 'warning' : 'error', code: 'UNKNOWN_SCHEMA', message }]
  }
  const remarks: Remark[] = []
  if (entry.complexity !== null && complexity !== null && complexity !== entry.complexity) {
    const message = `complexity is ${quoted(complexity)}, but the schema ${quoted(schemaId)} is ${quoted(entry.complexity)}.`
    remarks.push({ severity: 'warning', code: 'COMPLEXITY', message })
  }
  for (const [index, value] of acceptableValues(example).entries()) {
    const place = index === 0 ? '' : `accepted value ${index}: `
    for (const issue of complies?.(example, value) ?? []) {
      const [severity, code] =
        issue.kind === 'format' ? (['warning', 'FORMAT'] as const) : (['error', 'SCHEMA'] as const)
      remarks.push({ severity, code, message: `${quoted(schemaId)}: ${place}${printable(issue.message)}` })
    }
  }
  return remarks
}
