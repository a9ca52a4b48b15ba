import { EdgejsonError } from '../core/errors.ts'
import { listed } from '../core/printable.ts'
import { type ConstrainedExample, checkConstraint } from '../engines/constraint/check-constraint.ts'
import { type GrammarLibrary, grammarLibrary } from '../engines/constraint/load-xgrammar.ts'
import { strictProblems } from '../engines/constraint/strict-schema.ts'
import { detectWhiteSpace } from '../engines/constraint/white-space.ts'
import type { ConstraintRecord, WhiteSpace } from '../records/constraint.ts'
import { acceptableValues } from '../records/example.ts'
import { isModule, isServer, type ProjectSettings } from '../records/project-settings.ts'
import type { DatasetLines } from './dataset-lines.ts'

/** Lines whose white space is looked at. */
const SAMPLED = 200

/**
 * Checks the constraint of a run against the dataset, before the model is loaded. Null where the engine option `constrain`
 * is not set.
 *
 * @throws EdgejsonError `BAD_SCHEMA` for a schema without a grammar, `BAD_OPTION` for keywords that are not enforced where
 * the option `constrainUnenforced` is `refuse`
 */
export async function checkRunConstraint(
  { engine, model }: ProjectSettings,
  lines: DatasetLines,
  numbers: readonly number[],
): Promise<ConstraintRecord | null> {
  const { constrain: mode, constrainWhiteSpace, constrainUnenforced } = engine
  if (mode !== 'schema' && mode !== 'json') return null
  if (engine.constrainStrict === true) checkStrict(lines, numbers)
  const isForeign = isServer(model) || isModule(model)
  const ownGrammar = !isForeign || engine.constrainField === 'grammar'
  const record = await checkConstraint(examplesOf(lines, numbers), {
    mode,
    whiteSpace: isWhiteSpace(constrainWhiteSpace)
      ? constrainWhiteSpace
      : ownGrammar
        ? detectWhiteSpace(numbers.slice(0, SAMPLED).map((line) => lines.text(line) ?? ''))
        : 'any',
    ...(isForeign ? { library: 'the server', version: null } : libraryOf(grammarLibrary())),
  })
  if (constrainUnenforced === 'refuse' && record.unenforced.length > 0) {
    const where = record.unenforced.map(({ schema, path }) => `${schema} ${path}`)
    throw new EdgejsonError(
      'BAD_OPTION',
      `the grammar does not enforce ${record.unenforced.length} keywords of the schemas (${listed(where)}), and ` +
        'engine.constrainUnenforced is "refuse". Remove them from the schemas or set it to "list".',
    )
  }
  return record
}

function libraryOf({ name, version }: GrammarLibrary): Pick<ConstraintRecord, 'library' | 'version'> {
  return { library: name, version }
}

/** @throws EdgejsonError `BAD_SCHEMA` for a schema that OpenAI rejects in strict mode */
function checkStrict(lines: DatasetLines, numbers: readonly number[]): void {
  const seen = new Set<unknown>()
  for (const { schemaId, schema } of examplesOf(lines, numbers)) {
    if (schema === null || seen.has(schema)) continue
    seen.add(schema)
    const [problem] = strictProblems(schema)
    if (problem === undefined) continue
    throw new EdgejsonError(
      'BAD_SCHEMA',
      `schema ${schemaId ?? 'of an example'}: ${problem.path} ${problem.rule}, as engine.constrainStrict requires. Change the ` +
        'schema, or leave engine.constrainStrict out.',
    )
  }
}

function* examplesOf(lines: DatasetLines, numbers: readonly number[]): Generator<ConstrainedExample> {
  for (const line of numbers) {
    const example = lines.example(line)
    const { id, schemaId } = example
    const schema = lines.schemas.entryFor(example)?.schema ?? null
    yield { id, schemaId, schema, acceptable: acceptableValues(example) }
  }
}

function isWhiteSpace(value: unknown): value is WhiteSpace {
  return value === 'spaced' || value === 'compact' || value === 'any'
}

/** The constraint of a run in one sentence. */
export function constraintNote(record: ConstraintRecord): string {
  const { mode, library, version, whiteSpace, unenforced, withoutSchema, expected, schemas } = record
  const keywords = new Map<string, number>()
  for (const { keyword } of unenforced) keywords.set(keyword, (keywords.get(keyword) ?? 0) + 1)
  const parts = [
    `constrained decoding (${mode}, ${library}${version === null ? '' : ` ${version}`}, white space ${whiteSpace})`,
  ]
  if (mode === 'schema') {
    const counts = [...keywords].map(([keyword, count]) => `${keyword} ${count}`).join(', ')
    parts.push(`schemas: ${schemas}; keywords not enforced: ${counts === '' ? 'none' : counts}`)
  }
  if (library === 'the server' && mode === 'schema')
    parts.push('checked with the grammar of this package, the server may enforce other keywords')
  if (withoutSchema > 0) parts.push(`${withoutSchema} examples without a schema: any JSON object or array`)
  const reordered = expected.reordered === 0 ? '' : `, ${expected.reordered} of them in another key order`
  parts.push(
    `expected values accepted: ${expected.checked - expected.refused} of ${expected.checked}${reordered}`,
  )
  if (expected.refused > 0) parts.push(`refused: ${listed(expected.firstRefused.map(({ id }) => id))}`)
  return parts.join('; ')
}
