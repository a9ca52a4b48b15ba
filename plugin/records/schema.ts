import Type, {
  type Static,
  type TBoolean,
  type TInteger,
  type TNull,
  type TNumber,
  type TSchema,
  type TString,
  type TUnion,
  type TUnsafe,
} from 'typebox'
import { isRecord } from '../core/json/json.ts'

/** What the schemas of records are made of. Members that a schema does not name are allowed: a later release may add some. */
export const text: TString = Type.String()
export const boolean: TBoolean = Type.Boolean()
/** Finite: JSON has no other numbers. */
export const number: TNumber = Type.Number()
/** Whole and not negative. */
export const count: TInteger = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** A fraction of 1. */
export const rate: TNumber = Type.Number({ minimum: 0, maximum: 1 })
/** A duration in milliseconds. */
export const milliseconds: TNumber = Type.Number({ minimum: 0, rule: 'milliseconds of at least 0' })

/** An energy in joules. */
export const joules: TNumber = Type.Number({ minimum: 0, rule: 'joules of at least 0' })

export function nullable<S extends TSchema>(schema: S): TUnion<[S, TNull]> {
  return Type.Union([schema, Type.Null()])
}

/** Exactly two values of one kind. */
export function pair<S extends TSchema>(schema: S): TUnsafe<[Static<S>, Static<S>]> {
  return Type.Unsafe<[Static<S>, Static<S>]>({
    type: 'array',
    items: schema,
    minItems: 2,
    maxItems: 2,
    rule: 'a list of two values',
  })
}

/** An object with values of one kind under keys that are not known beforehand. */
export function dictionary<S extends TSchema>(schema: S): TUnsafe<Record<string, Static<S>>> {
  return Type.Unsafe<Record<string, Static<S>>>({ type: 'object', additionalProperties: schema })
}

/**
 * A value with the members that its schema names, in the schema's order, and no others: what is written to a committed
 * file does not depend on how the value was made.
 */
export function inSchemaOrder<T>(schema: TUnsafe<T>, value: T): T {
  return ordered(schema, value) as T
}

function ordered(schema: unknown, value: unknown): unknown {
  if (!isRecord(schema)) return value
  if (Array.isArray(schema.anyOf)) {
    const branch = schema.anyOf.find((each) => isRecord(each) && isRecord(each.properties))
    return isRecord(value) ? ordered(branch, value) : value
  }
  if (Array.isArray(value)) return value.map((item) => ordered(schema.items, item))
  if (!isRecord(value) || !isRecord(schema.properties)) return value
  const members = Object.entries(schema.properties).filter(([key]) => Object.hasOwn(value, key))
  return Object.fromEntries(members.map(([key, inner]) => [key, ordered(inner, value[key])]))
}
