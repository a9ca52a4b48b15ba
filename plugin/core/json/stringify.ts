import type { JsonObject, JsonValue } from './json.ts'
import { MAX_JSON_DEPTH } from './parse.ts'

/**
 * JSON text of a value that `parseJson` reads back as the same value: a `bigint` as its digits, ±Infinity (an
 * overflowed literal) as `±1e999`, lone surrogates as escapes, so that the text is well-formed and can be
 * UTF-8. Members whose value is `undefined` are left out.
 *
 * @param indent spaces for each level; 0 (the default) writes one line without spaces
 * @throws {RangeError} for nesting deeper than {@link MAX_JSON_DEPTH} (cycles too)
 * @throws {TypeError} for values that JSON cannot express: NaN, functions, symbols
 */
export function stringifyJson(value: JsonValue, indent = 0): string {
  return write(value, indent, 0)
}

function write(value: JsonValue, indent: number, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'number':
      return writeNumber(value)
    case 'object':
      if (value === null) return 'null'
      if (depth >= MAX_JSON_DEPTH)
        throw new RangeError(`a value nested deeper than ${MAX_JSON_DEPTH} levels cannot be written as JSON`)
      return Array.isArray(value) ? writeArray(value, indent, depth) : writeObject(value, indent, depth)
    default:
      throw new TypeError(`a ${typeof value} cannot be written as JSON`)
  }
}

function writeNumber(value: number): string {
  if (Number.isNaN(value)) throw new TypeError('NaN cannot be written as JSON')
  if (Number.isFinite(value)) return writeFinite(value)
  return value > 0 ? '1e999' : '-1e999'
}

/** A float beyond 2^53 needs an exponent or a decimal point: digits alone are parsed as an exact integer. */
function writeFinite(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const digits = String(value)
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && !digits.includes('e') ? `${digits}.0` : digits
}

function writeArray(items: readonly JsonValue[], indent: number, depth: number): string {
  return bracket(
    '[',
    items.map((item) => write(item, indent, depth + 1)),
    ']',
    indent,
    depth,
  )
}

function writeObject(members: JsonObject, indent: number, depth: number): string {
  const colon = indent === 0 ? ':' : ': '
  const parts: string[] = []
  for (const key of Object.keys(members)) {
    const member = members[key]
    if (member !== undefined) parts.push(JSON.stringify(key) + colon + write(member, indent, depth + 1))
  }
  return bracket('{', parts, '}', indent, depth)
}

function bracket(
  open: string,
  parts: readonly string[],
  close: string,
  indent: number,
  depth: number,
): string {
  if (parts.length === 0) return open + close
  if (indent === 0) return open + parts.join(',') + close
  const inner = `\n${' '.repeat(indent * (depth + 1))}`
  return `${open}${inner}${parts.join(`,${inner}`)}\n${' '.repeat(indent * depth)}${close}`
}
