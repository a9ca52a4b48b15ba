import { isObject, type JsonValue } from '../core/json/json.ts'
import { previewJson } from '../scoring/preview-json.ts'
import { describeDifferences } from './difference-table.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { isExact, readExpected } from './expected-value.ts'
import { toJsonValue } from './json-value.ts'
import { readToolCall, type ToolCall } from './tool-call.ts'

/**
 * Passes if a tool call has the expected name and exactly the expected arguments, or a list of calls is the expected
 * list, in order. One expected call may be received in a list of one. `given` are compiled scoring rules, with paths
 * such as `$.arguments.city`, or `$[*].arguments.city` in a list; asymmetric matchers decide on their place.
 *
 * @throws {TypeError} for a value that is no tool call, and expected arguments that are no JSON text
 */
export function toMatchToolCall(received: unknown, expected: unknown, given?: unknown): MatcherResult {
  const wantedCalls = readCalls(expected, 'expected')
  if (wantedCalls.some(({ broken }) => broken))
    throw new TypeError('[vitest-edgejson] the arguments of the expected tool call must be JSON')
  const single = !Array.isArray(expected)
  const against = readExpected(withoutMarks(wantedCalls, single), given)
  const { value: wanted, rules } = against
  const calls = readCalls(received, 'received')
  const fail = (message: () => string): MatcherResult => ({ pass: false, message })
  if (single && calls.length !== 1)
    return fail(() => `expected one tool call, ${nameOf(wanted)}, but there are ${calls.length}`)
  const value = toJsonValue(withoutMarks(calls, single), 'received')
  const broken = calls.find((call) => call.broken)
  if (broken !== undefined)
    return fail(
      () =>
        `the arguments of the tool call ${nameOf(toJsonValue({ name: broken.name }, 'received'))} are not JSON: ${previewJson(String(broken.arguments))}`,
    )
  if (isExact(value, against))
    return {
      pass: true,
      message: () => `expected anything but the tool call ${previewJson(wanted)}, and it is exactly that`,
    }
  return fail(() => {
    const { count, table } = describeDifferences(wanted, value, rules)
    const names = `expected ${namesOf(wanted)}, received ${namesOf(value)}`
    return `the tool call does not match: ${names}, ${count}\n\n${table}`
  })
}

function readCalls(value: unknown, role: string): readonly ToolCall[] {
  const calls: readonly unknown[] = Array.isArray(value) ? value : [value]
  return calls.map((call) => readToolCall(call, role))
}

function withoutMarks(calls: readonly ToolCall[], single: boolean): unknown {
  const plain = calls.map((call) => ({ name: call.name, arguments: call.arguments }))
  return single ? plain[0] : plain
}

function namesOf(value: JsonValue): string {
  if (!Array.isArray(value)) return nameOf(value)
  return value.length === 0 ? 'no call' : value.map(nameOf).join(', ')
}

function nameOf(call: JsonValue): string {
  return previewJson(isObject(call) ? (call.name ?? null) : call, 60)
}
