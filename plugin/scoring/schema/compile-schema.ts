import type { Ajv, AnySchemaObject, ValidateFunction } from 'ajv'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { isRecord, type JsonValue } from '../../core/json/json.ts'
import { condensed, quoted } from '../../core/printable.ts'
import { countLeaves } from '../leaf-scores.ts'
import { plainCopy } from '../plain-copy.ts'
import { startBudget } from '../work-budget.ts'
import { type AjvSettings, createAjv } from './create-ajv.ts'
import { type Draft, draftOf, META_URIS } from './draft.ts'
import { countReferences, refuseEndlessReferences } from './references.ts'
import { visitSchemas } from './subschemas.ts'
import { type SchemaViolation, violations } from './violations.ts'
import { refuseWrapper } from './wrapper.ts'

/** The result of validating a value. */
export interface SchemaResult {
  /** True when the value complies. */
  readonly valid: boolean
  /** At most 50; empty exactly when valid. */
  readonly errors: readonly SchemaViolation[]
}

/**
 * Validates a value.
 *
 * @throws {EdgejsonError} `WORK_LIMIT` if that would take too many steps, or if the value is nested too
 * deeply. Such a value has no score.
 */
export type SchemaValidator = (value: JsonValue) => SchemaResult

/** How a schema is taken. */
export interface SchemaOptions {
  /** Whether a value that violates `format` is invalid. Default false: formats are annotations. */
  readonly assertFormats?: boolean
  /**
   * Patterns, as the schema writes them, that may be matched by backtracking, in unbounded time. Default
   * none.
   */
  readonly backtrackingPatterns?: readonly string[]
  /** URI of the schema's file, from which relative references start. Default: none; a relative reference is an error. */
  readonly uri?: string
  /** Another document by its URI, without fragment; undefined where there is none. Default: none. */
  readonly document?: (uri: string) => unknown
}

/** Up to this many leaves all violations of a value are reported; beyond that only the first one. */
const MAX_LEAVES_FOR_ALL = 10_000

/**
 * Compiles a JSON Schema of draft-04, 06, 07, 2019-09 or 2020-12. If it declares no draft, its keywords
 * decide (see `draftOf`). Big integers are validated as the nearest float.
 *
 * @throws {EdgejsonError} `BAD_SCHEMA` for an invalid schema, for references that cannot be resolved or would
 * multiply, and for patterns that need backtracking; the validator throws `WORK_LIMIT` for a value that it cannot
 * validate within its work limit.
 */
export function compileSchema(schema: unknown, options: SchemaOptions = {}): SchemaValidator {
  const first = compileWith(schema, options, false)
  let all: ValidateFunction | null = null
  const allViolations = (copy: unknown): SchemaViolation[] => {
    all ??= compileWith(schema, options, true)
    all(copy)
    return violations(all, copy)
  }
  return (value) => {
    const copy = judging(() => plainCopy(value))
    if (judging(() => first(copy))) return { valid: true, errors: [] }
    const found = violations(first, copy)
    if (countLeaves(value) > MAX_LEAVES_FOR_ALL) return { valid: false, errors: found }
    try {
      return { valid: false, errors: judging(() => allViolations(copy)) }
    } catch {
      // The value is invalid, whatever the other violations are.
      return { valid: false, errors: found }
    }
  }
}

function judging<Result>(judge: () => Result): Result {
  startBudget()
  try {
    return judge()
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError(
      'WORK_LIMIT',
      `this value cannot be judged by its schema: ${condensed(errorMessage(error))}. It is not scored`,
      { cause: error },
    )
  }
}

function compileWith(schema: unknown, options: SchemaOptions, allErrors: boolean): ValidateFunction {
  // Compiling takes steps as well, and not those that the value judged before it has left.
  startBudget()
  try {
    return compileDocuments(schema, options, {
      allErrors,
      assertFormats: options.assertFormats ?? false,
      backtrackingPatterns: options.backtrackingPatterns ?? [],
    })
  } catch (error) {
    throw new EdgejsonError(
      'BAD_SCHEMA',
      `this is no JSON Schema that can be used: ${printableReason(error)}`,
      {
        cause: error,
      },
    )
  }
}

function printableReason(error: unknown): string {
  return condensed(errorMessage(error), 1_000)
}

/* Compiles the schema. If a reference leads to a document that is not loaded, loads it and compiles again. */
function compileDocuments(schema: unknown, options: SchemaOptions, settings: AjvSettings): ValidateFunction {
  const documents = new Map<string, unknown>()
  for (;;) {
    const draft = draftOf([schema, ...documents.values()])
    const ajv = createAjv(draft, settings)
    const references = countReferences(ajv)
    const root = prepared(schema, draft, options.uri ?? null, ajv)
    try {
      for (const [uri, document] of documents) ajv.addSchema(named(document, uri, draft, ajv), uri)
      if (options.uri !== undefined && isRecord(root)) ajv.addSchema(root, options.uri)
      const validate = ajv.compile(root)
      refuseEndlessReferences(references)
      return validate
    } catch (error) {
      const { uri, reference } = missingReference(error)
      if (documents.has(uri))
        throw new TypeError(`the reference ${shown(reference, options.uri)} leads to nothing`)
      documents.set(uri, otherDocument(uri, reference, options))
    }
  }
}

/** The reference that ajv could not resolve. Any other error is rethrown. */
function missingReference(error: unknown): { uri: string; reference: string } {
  if (!isRecord(error) || typeof error.missingSchema !== 'string' || typeof error.missingRef !== 'string')
    throw error
  return { uri: error.missingSchema, reference: error.missingRef }
}

function otherDocument(uri: string, reference: string, { document, uri: own }: SchemaOptions): unknown {
  if (uri === '' || uri === own)
    throw new TypeError(`the reference ${quoted(reference)} leads to nothing in it`)
  const found = document?.(uri)
  if (found !== undefined) return found
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference) && !reference.startsWith('file:'))
    throw new TypeError(
      `it refers to ${quoted(reference)}, which is no $id in the folder of schemas. References over the network are not ` +
        'followed: save that schema in the folder, with this $id',
    )
  throw new TypeError(`it refers to ${shown(reference, own)}, which is no file in the folder of schemas`)
}

/** A reference as the schema would write it: a file in the same folder by its name. */
function shown(reference: string, own: string | undefined): string {
  if (own === undefined || !reference.startsWith('file:')) return quoted(reference)
  const folder = own.slice(0, own.lastIndexOf('/') + 1)
  return quoted(decodeURIComponent(reference.startsWith(folder) ? reference.slice(folder.length) : reference))
}

function named(document: unknown, uri: string, draft: Draft, ajv: Ajv): AnySchemaObject {
  try {
    const copy = prepared(document, draft, uri, ajv)
    if (typeof copy === 'boolean') throw new TypeError('it is no object')
    return copy
  } catch (error) {
    throw new TypeError(
      `it refers to ${quoted(uri.slice(uri.lastIndexOf('/') + 1))}, which is broken: ${errorMessage(error)}`,
    )
  }
}

/** A copy that ajv can compile, checked against the draft's meta-schema. */
function prepared(schema: unknown, draft: Draft, uri: string | null, ajv: Ajv): AnySchemaObject | boolean {
  const copy = plainCopy(schema)
  if (typeof copy === 'boolean' && draft !== 'draft-04') return copy
  if (!isRecord(copy)) throw new TypeError('a schema is an object or a boolean')
  refuseWrapper(copy)
  copy.$schema = META_URIS[draft]
  checkerOf(draft).validateSchema(copy, true)
  visitSchemas(copy, adapt)
  const idKey = draft === 'draft-04' ? 'id' : '$id'
  const id = copy[idKey]
  if (uri !== null && typeof id === 'string')
    copy[idKey] = id.startsWith('#') ? uri : (ajv.opts.uriResolver?.resolve(uri, id) ?? id)
  return copy
}

/** Adapts a copy where ajv interprets a keyword differently from the drafts. */
function adapt(schema: Record<string, unknown>): void {
  delete schema.$async
  // `nullable` belongs to OpenAPI. It stays where ajv supports it: next to a type other than null.
  const types: unknown[] = [schema.type].flat()
  if (typeof schema.nullable !== 'boolean' || schema.type === undefined || types.includes('null'))
    delete schema.nullable
  // ajv ignores this name in `properties`.
  const { properties } = schema
  if (!isRecord(properties) || !Object.hasOwn(properties, '__proto__')) return
  const patterns = isRecord(schema.patternProperties) ? schema.patternProperties : {}
  schema.patternProperties = {
    ...patterns,
    '^__proto__$': Object.getOwnPropertyDescriptor(properties, '__proto__')?.value,
  }
}

/**
 * Validators of the meta-schemas, one for each draft: compiling a meta-schema costs several times as much as
 * compiling most schemas.
 */
const checkers = new Map<Draft, Ajv>()

function checkerOf(draft: Draft): Ajv {
  const known = checkers.get(draft)
  if (known !== undefined) return known
  const checker = createAjv(draft, { allErrors: false, assertFormats: false, backtrackingPatterns: [] })
  checkers.set(draft, checker)
  return checker
}
