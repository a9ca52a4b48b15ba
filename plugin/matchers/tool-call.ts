import { isRecord } from '../core/json/json.ts'
import { readWholeJson } from '../core/json/parse.ts'

/** A tool call in one shape, whichever it was given in. */
export interface ToolCall {
  readonly name: unknown
  readonly arguments: unknown
  /** The text of the arguments is not JSON. */
  readonly broken: boolean
}

/**
 * Reads `{ name, arguments }` or an entry of `tool_calls`, `{ function: { name, arguments } }`. Arguments are a value
 * or JSON text; missing or empty ones are `{}`.
 *
 * @param role the role of the value in the assertion: `expected`, `received`
 * @throws {TypeError} for a value without a name
 */
export function readToolCall(value: unknown, role: string): ToolCall {
  const call = isRecord(value) && isRecord(value.function) ? value.function : value
  if (!isRecord(call) || call.name === undefined)
    throw new TypeError(
      `[vitest-edgejson] the ${role} value must be a tool call, { name, arguments } or { function: { name, arguments } }, or a list of them`,
    )
  const given = call.arguments
  if (given === undefined || given === '') return { name: call.name, arguments: {}, broken: false }
  if (typeof given !== 'string') return { name: call.name, arguments: given, broken: false }
  const read = readWholeJson(given)
  return { name: call.name, arguments: read.ok ? read.value : given, broken: !read.ok }
}
