import { createRequire } from 'node:module'
import type { Ajv as AjvClass, ErrorObject, ValidateFunction } from 'ajv'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/schema'
import { EdgejsonError, type EdgejsonErrorCode } from '../errors.ts'
import { isRecord } from '../json/json.ts'
import type { PathSegment } from '../json/path.ts'
import { pointerSegments } from '../json/pointer.ts'
import { printable, quoted } from '../printable.ts'
import { withDefinitions } from './definitions.ts'
import { nearestName } from './nearest-name.ts'
import { ANNOTATIONS, ruleText } from './rule-text.ts'

/** Longest path of a name in a message, in UTF-16 units. */
const MAX_PATH = 300

/** How the message of a fault names what it is about. */
export interface FaultWording {
  /** What a member is called, in the singular: `option`, `field`. */
  readonly noun: string
  /** The path of the value itself, in front of every path: `engine` makes `engine.threads`. Default none. */
  readonly at?: string
  /** What follows a path, with a blank in front: ` of report.json`. Default none. */
  readonly of?: string
}

/** How the errors of a {@link checker} name what they are about. */
export interface CheckWording extends FaultWording {
  readonly code: EdgejsonErrorCode
}

/**
 * Checks a value against the schema in place. The fault is one sentence for people, with path, value and rule; null for
 * a valid value.
 */
export type Validator = (value: unknown, wording: FaultWording) => string | null

/**
 * Validates a value against the schema in place: nothing is copied, and the value itself is returned.
 *
 * @throws {EdgejsonError} with the given code for the first violation, with path, value and rule; for an
 * unknown name also the nearest known one
 */
export type Checker<T> = (value: unknown, wording: CheckWording) => T

type Path = readonly PathSegment[]

/** To interpret a schema for so many values, those inside of others included, takes no longer than to compile a large one. */
const VALUES_BEFORE_COMPILATION = 5000

/**
 * The first fault of values from outside against a TypeBox schema. TypeBox interprets the schema for the first values. At
 * the first fault, or when the values are so many that compiled code is faster, ajv compiles it: most processes check a few
 * values, and would wait longer for the compilation than for all else that this package does at a start. Members with the
 * value undefined count as absent.
 */
export function validator(schema: TSchema): Validator {
  let left = VALUES_BEFORE_COMPILATION
  let validate: ValidateFunction | undefined
  return (value, wording) => {
    if (validate === undefined) {
      left -= valuesIn(value, left)
      if (left > 0 && Check(schema, value)) return null
      validate = compiled(schema)
    }
    return validate(value) ? null : faultOf(mostSpecific(validate.errors ?? []), value, wording)
  }
}

/** Number of values in a value, itself included. Counting ends at `limit`. */
function valuesIn(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Object.values(value)) {
    if (count >= limit) break
    count += valuesIn(inner, limit - count)
  }
  return count
}

function compiled(schema: TSchema): ValidateFunction {
  // Loaded here, because a start that compiles nothing does not need it.
  const { Ajv } = createRequire(import.meta.url)('ajv') as { Ajv: typeof AjvClass }
  // `verbose` adds the violated schema and the value to an error. It costs nothing while there is no error. The schemas
  // are this package's own: the meta-schema, which takes longer to compile than most of them, checks them in a test.
  return new Ajv({
    strict: true,
    meta: false,
    validateSchema: false,
    // Takes a third of the compilation, and makes checks no faster that a bench could tell.
    code: { optimize: false },
    allowUnionTypes: true,
    verbose: true,
    keywords: [...ANNOTATIONS],
  }).compile(withDefinitions(schema))
}

/** A {@link validator} that throws the fault. */
export function checker<S extends TSchema>(schema: S): Checker<Static<S>> {
  const fault = validator(schema)
  return (value, wording) => {
    const found = fault(value, wording)
    if (found !== null) throw new EdgejsonError(wording.code, found)
    // The schema was just checked: its type is that of the value.
    return value as Static<S>
  }
}

/**
 * Of the errors of a union, the one deepest inside the value: it belongs to the branch that was most likely
 * meant.
 */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject | undefined {
  let best: ErrorObject | undefined
  for (const error of errors) {
    // At the same depth the error of the union itself comes last and lists all branches.
    if (best === undefined || depthOf(error) >= depthOf(best)) best = error
  }
  return best
}

function depthOf({ instancePath, keyword }: ErrorObject): number {
  const member = keyword === 'additionalProperties' || keyword === 'required' ? 1 : 0
  return (instancePath.match(/\//g)?.length ?? 0) + member
}

function faultOf(error: ErrorObject | undefined, root: unknown, wording: FaultWording): string {
  const { noun, of = '' } = wording
  if (error === undefined) return `the ${noun}s${of} cannot be used.`
  const path = pointerSegments(error.instancePath, root)
  const where = (inner: Path) => `${noun} ${pathText(inner, wording.at)}${of}`
  const schema: unknown = error.parentSchema
  if (error.keyword === 'additionalProperties') {
    return unknownName([...path, String(error.params.additionalProperty)], namesOf(schema), wording)
  }
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty)
    const rule =
      isRecord(schema) && isRecord(schema.properties) ? ruleText(schema.properties[name]) : 'present'
    return `${where([...path, name])} is missing; it must be ${rule}.`
  }
  const secret = isRecord(schema) && schema.secret === true
  const found = secret ? 'cannot be used' : `is ${error.data === undefined ? 'missing' : quoted(error.data)}`
  const subject = path.length === 0 && wording.at === undefined ? `the ${noun}s${of}` : where(path)
  const verb = path.length === 0 && wording.at === undefined ? found.replace(/^is /, 'are ') : found
  return `${subject} ${verb}; it must be ${ruleText(schema)}.`
}

/** The fault of a member that does not exist; the last segment of the path is its name. */
function unknownName(path: Path, known: readonly string[], { noun, at, of = '' }: FaultWording): string {
  const parent = path.slice(0, -1)
  const nearest = nearestName(String(path.at(-1)), known)
  const hint = nearest === null ? '' : ` Did you mean ${quotedPath([...parent, nearest], at)}?`
  const inside = pathText(parent, at)
  const all = `The ${noun}s${inside === '' ? '' : ` of ${inside}`} are: ${known.join(', ')}.`
  return `there is no ${noun} ${quotedPath(path, at)}${of}.${hint} ${all}`
}

/** A path in quotation marks, unless it has some itself. */
function quotedPath(path: Path, at?: string): string {
  const text = pathText(path, at)
  return text.includes('"') ? text : quoted(text, MAX_PATH)
}

function namesOf(schema: unknown): string[] {
  return isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : []
}

/** `thresholds.schema["odd name"].jsonExact`, `datasets[0]`; safe to print. */
function pathText(path: Path, at = ''): string {
  let text = at
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(segment) && segment.length <= 80)
      text += `${text === '' ? '' : '.'}${printable(segment)}`
    else text += `[${quoted(segment, 80)}]`
  }
  return text
}
