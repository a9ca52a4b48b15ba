import type { Example } from '../../records/example.ts'
import { loadDataset } from '../load/load-dataset.ts'
import type { LoadOptions } from '../load/scan-dataset.ts'
import { openSchemas } from '../schemas/schema-registry.ts'
import { checkArithmetic } from './check-arithmetic.ts'
import { DuplicateCheck } from './check-duplicates.ts'
import { BYTES_PER_TOKEN, checkExpectedLength, type TokenCounter } from './check-expected-length.ts'
import { LeakageCheck } from './check-leakage.ts'
import { checkPresence } from './check-presence.ts'
import { type ComplianceCheck, checkSchema } from './check-schema.ts'
import type { Finding, Remark } from './finding.ts'

export interface ValidateOptions extends LoadOptions {
  /**
   * Validates expected values against their schemas. Without it compliance is not checked, and a note says
   * so.
   */
  readonly complies?: ComplianceCheck | null
  /** A dataset that must share nothing with this one. It is read with the same field map. */
  readonly against?: string
  /** Token limit of completions. Default 2048. */
  readonly maxNewTokens?: number
  /** Without it, lengths are estimated, and a note says so. */
  readonly countTokens?: TokenCounter | null
}

/** The result of validating a dataset. JSON-safe. */
export interface ValidationReport {
  readonly file: string
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string
  /** Lines that are examples. */
  readonly examples: number
  /** In the order of the file. */
  readonly findings: readonly Finding[]
  /** What was not checked, or only roughly, and why. */
  readonly notes: readonly string[]
}

/**
 * Checks everything about a dataset that can be checked without a model: lines, ids and types, schemas, sums,
 * whether the prompts contain the expected values, duplicates, lengths, and what it shares with another
 * dataset.
 *
 * @throws {EdgejsonError} as `loadDataset` does, for this file and for the other one.
 */
export function validateDataset(file: string, options: ValidateOptions = {}): ValidationReport {
  const schemas = options.schemas === undefined ? openSchemas(null) : options.schemas
  const { maxNewTokens = 2048, complies = null, countTokens = null } = options
  const { examples, problems, sha256 } = loadDataset(file, { ...options, schemas })
  const { leakage, notes } = openOther(options)
  const duplicates = new DuplicateCheck()

  const findings: Finding[] = problems.map(({ line, id, code, reason }) => {
    return { file, line, severity: 'error', code, id: id ?? null, message: reason }
  })
  for (const example of examples) {
    const remarks: Remark[] = [
      ...checkSchema(example, schemas, complies),
      ...(example.expected === undefined
        ? []
        : [
            ...checkArithmetic(example.expected),
            ...checkPresence(example.prompt, example.expected),
            ...checkExpectedLength(example.expected, maxNewTokens, countTokens),
          ]),
      ...duplicates.check(example),
      ...(leakage?.check(example) ?? []),
    ]
    for (const remark of remarks) findings.push({ file, line: example.line, id: example.id, ...remark })
  }
  findings.sort((a, b) => a.line - b.line)

  if (complies === null) notes.push('schema compliance was not checked.')
  notes.push(...notesOn(examples, countTokens !== null))
  return { file, sha256, examples: examples.length, findings, notes }
}

function openOther({ against, fields, schemas }: ValidateOptions): {
  leakage: LeakageCheck | null
  notes: string[]
} {
  if (against === undefined) return { leakage: null, notes: [] }
  const other = loadDataset(against, { fields: fields ?? null, schemas: schemas ?? null })
  const count = other.problems.length
  const notes =
    count === 0
      ? []
      : [`${count} ${count === 1 ? 'line' : 'lines'} of ${against} cannot be read and were not compared.`]
  return { leakage: new LeakageCheck(against, other.examples), notes }
}

function notesOn(examples: readonly Example[], counted: boolean): string[] {
  const notes: string[] = []
  const without = examples.filter(({ schemaId }) => schemaId === null).length
  if (without > 0) {
    notes.push(`${without} of ${examples.length} examples name no schema: their compliance was not checked.`)
  }
  const alone = examples.filter(({ expected }) => expected === undefined).length
  if (alone > 0)
    notes.push(`${alone} of ${examples.length} examples have no expected value: schema compliance only.`)
  if (!counted && examples.length > 0) {
    notes.push(
      `expected lengths were estimated at ${BYTES_PER_TOKEN} bytes a token; give a tokenizer to count them.`,
    )
  }
  return notes
}
