import type { Ajv, AnySchema, ErrorObject, ValidateFunction } from 'ajv'
import { EdgejsonError, errorMessage } from '../model/errors.ts'
import { isRecord, type JsonValue } from '../model/json.ts'
import { jsonPath, type PathSegment } from '../model/json-path.ts'
import { printable, quoted } from '../model/printable.ts'
import { boundedPattern } from './bounded-pattern.ts'
import { countLeaves } from './leaf-scores.ts'
import { addFormats, ajvFor, type Dialect, dialectOf } from './load-ajv.ts'
import { plainCopy } from './plain-copy.ts'
import { uniqueItemsKeyword } from './unique-items.ts'

/** One rule of the schema that a value breaks. Safe to print. */
export interface SchemaViolation {
  /** JSONPath of the value, e.g. `$.items[0].price`. */
  readonly path: string
  readonly message: string
}

/** What a schema says of a value. */
export interface SchemaResult {
  readonly valid: boolean
  /** At most 50; empty exactly when valid. */
  readonly errors: readonly SchemaViolation[]
}

/** Judges a value. Never throws, whatever the value. */
export type SchemaValidator = (value: JsonValue) => SchemaResult

/** How strictly a schema is taken. */
export interface SchemaOptions {
  /** Let a value of the wrong `format` be invalid. Default false: formats are annotations, as draft-07 has it. */
  readonly assertFormats?: boolean
}

/** Violations that are told. */
const MAX_VIOLATIONS = 50

/** Leaves up to which a value is searched for all its violations; beyond, the first one has to do. */
const MAX_LEAVES_FOR_ALL = 10_000

/** Longest message of a violation, and longest name in one: names in it are a model's. */
const MAX_MESSAGE_LENGTH = 500

/**
 * Compiles a JSON Schema: draft-07 (also for one that names no draft), 2019-09 or 2020-12. References to other files
 * are not followed. Big integers are judged as the nearest float.
 *
 * @throws {EdgejsonError} `BAD_SCHEMA` for what is no schema
 */
export function compileSchema(schema: unknown, options: SchemaOptions = {}): SchemaValidator {
  const first = compileWith(schema, options, false)
  let all: ValidateFunction | null = null
  return (value) => {
    try {
      const copy = plainCopy(value)
      if (first(copy)) return { valid: true, errors: [] }
      if (countLeaves(value) > MAX_LEAVES_FOR_ALL) return { valid: false, errors: violations(first, copy) }
      all ??= compileWith(schema, options, true)
      all(copy)
      return { valid: false, errors: violations(all, copy) }
    } catch (error) {
      // Endless nesting, an endless pattern, keys that mislead the validator: nothing shows that it complies.
      return { valid: false, errors: [{ path: '$', message: `cannot be judged: ${errorMessage(error)}` }] }
    }
  }
}

function compileWith(schema: unknown, options: SchemaOptions, allErrors: boolean): ValidateFunction {
  try {
    const plain = plainCopy(schema)
    if (!isSchema(plain)) throw new TypeError('a schema is an object or a boolean')
    const dialect = dialectOf(typeof plain === 'object' ? plain.$schema : undefined)
    checkerOf(dialect).validateSchema(plain, true)
    return createAjv(dialect, options, allErrors).compile(plain)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_SCHEMA',
      `this is no JSON Schema that can be used: ${errorMessage(error)}. Drafts 07, 2019-09 and 2020-12 are understood, references to other files are not`,
      { cause: error },
    )
  }
}

function isSchema(value: unknown): value is AnySchema {
  return isRecord(value) || typeof value === 'boolean'
}

/** What knows the schema of schemas: compiling that one costs several times what most schemas do. */
const checkers = new Map<Dialect, Ajv>()

function checkerOf(dialect: Dialect): Ajv {
  const known = checkers.get(dialect)
  if (known !== undefined) return known
  const checker = createAjv(dialect, {}, false)
  checkers.set(dialect, checker)
  return checker
}

/** For one schema only: ajv keeps each schema under its `$id`, and two of them may have the same. */
function createAjv(dialect: Dialect, options: SchemaOptions, allErrors: boolean): Ajv {
  const ajv = ajvFor(dialect, {
    allErrors,
    strict: false,
    validateSchema: false,
    validateFormats: options.assertFormats ?? false,
    ownProperties: true,
    logger: false,
    code: { regExp: Object.assign(boundedPattern, { code: 'boundedPattern' }) },
  })
  if (options.assertFormats) addFormats(ajv)
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword(uniqueItemsKeyword)
  return ajv
}

function violations(validate: ValidateFunction, value: unknown): SchemaViolation[] {
  return (validate.errors ?? []).slice(0, MAX_VIOLATIONS).map((error) => ({
    path: jsonPath(pathSegments(error.instancePath, value)),
    message: messageOf(error),
  }))
}

/** A JSON pointer does not tell an index from a key; the value does. */
function pathSegments(pointer: string, root: unknown): PathSegment[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(value)) {
        value = value[Number(key)]
        return Number(key)
      }
      value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
      return key
    })
}

function messageOf({ keyword, message, params }: ErrorObject): string {
  const rule = message ?? `breaks the rule ${keyword}`
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty
  const allowed: unknown = params.allowedValues ?? params.allowedValue
  let detail = ''
  if (typeof extra === 'string') detail = `: ${quoted(extra, MAX_MESSAGE_LENGTH)}`
  else if (allowed !== undefined) detail = `: ${quoted(allowed, MAX_MESSAGE_LENGTH)}`
  const text = printable(rule + detail)
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : text
}
