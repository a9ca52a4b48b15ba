import { isRecord, type JsonValue } from '../../../core/json/json.ts'
import { stringifyJson } from '../../../core/json/stringify.ts'
import { redactedOutput } from '../../../core/secrets.ts'
import type { CompletionKind } from '../../../records/finish-reason.ts'
import type { EngineResult } from '../../contract/completions.ts'
import { errorInBody, errorWithoutCompletion, foreign, ServerError } from '../transport/server-error.ts'
import { readTimings, readTokens } from './usage.ts'

/**
 * Reads the body of a chat completion or a plain one. Everything that the weights produced is output,
 * whatever its form; everything else is an error of the server.
 *
 * @param tool name of the tool that the model had to call: its arguments are the output; undefined without one
 * @throws ServerError if there is no output of the model
 */
export function readCompletion(value: Record<string, unknown>, tool?: string): EngineResult {
  const error = errorInBody(value)
  if (error !== null) throw error
  const choices: readonly unknown[] = Array.isArray(value.choices) ? value.choices : []
  const choice = choices.find((each) => isRecord(each) && each.index === 0) ?? choices[0]
  if (!isRecord(choice)) {
    throw errorWithoutCompletion(
      value,
      Array.isArray(value.choices) ? 'an empty list of choices' : 'no choices',
    )
  }
  const choiceError = errorInBody(choice)
  if (choiceError !== null) throw choiceError
  const finishReason = readFinishReason(choice.finish_reason)
  if (!isRecord(choice.message) && isNothing(choice.text)) {
    throw errorWithoutCompletion(value, 'a choice without a message and without a text')
  }
  const output = isRecord(choice.message) ? readMessage(choice.message, tool) : readText(choice)
  const tokens = readTokens(value)
  const ended = !isNothing(choice.finish_reason) && choice.finish_reason !== ''
  // Nothing says that a model generated anything.
  if (output.kind === 'empty' && !ended && (tokens.tokensOut ?? 0) === 0) {
    throw errorWithoutCompletion(value, 'no content, no finish_reason and no generated tokens')
  }
  return {
    ...output,
    text: redactedOutput(output.text),
    finishReason,
    ...tokens,
    timings: readTimings(value),
  }
}

type Output = Pick<EngineResult, 'text' | 'kind'>

function output(text: string, kind?: CompletionKind): Output {
  return kind === undefined ? { text } : { text, kind }
}

/** A plain completion. */
function readText({ text }: Record<string, unknown>): Output {
  const content = readContent(text)
  return isBlank(content.text) ? output(content.text, 'empty') : output(content.text)
}

/** The message of a chat completion: the content, or the fields that may replace it. */
function readMessage(message: Record<string, unknown>, tool: string | undefined): Output {
  const content = readContent(message.content)
  const calls = readToolCalls(message)
  if (tool !== undefined && calls.length > 0) return readRequestedCall(calls, tool)
  if (!isBlank(content.text)) {
    if (tool !== undefined) return output('', 'no_call')
    return output(content.text, calls.length === 0 ? undefined : 'tool_call')
  }
  if (calls.length > 0) return output(calls.map((call) => call.arguments).join('\n'), 'tool_call')
  const refusal = typeof message.refusal === 'string' ? message.refusal : content.refusal
  if (!isBlank(refusal)) return output(refusal, 'refusal')
  const reasoning = [
    message.reasoning_content,
    message.reasoning,
    message.thinking,
    message.reasoning_details,
  ]
  if (content.reasoned || reasoning.some(isFilled)) return output('', 'reasoning_only')
  return output(content.text, 'empty')
}

export interface Content {
  readonly text: string
  readonly refusal: string
  readonly reasoned: boolean
}

/** A text, nothing, or a list of parts of which only the texts are output. */
export function readContent(value: unknown): Content {
  if (value === undefined || value === null) return { text: '', refusal: '', reasoned: false }
  if (typeof value === 'string') return { text: value, refusal: '', reasoned: false }
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value]
  let text = ''
  let refusal = ''
  let reasoned = false
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else if (!isRecord(part)) throw notText(value)
    // Its text may be in any field, also in that of output.
    else if (typeof part.type === 'string' && /reason|think/i.test(part.type)) reasoned = true
    else if (typeof part.text === 'string') text += part.text
    else if (typeof part.refusal === 'string') refusal += part.refusal
    else throw notText(value)
  }
  return { text, refusal, reasoned }
}

function notText(value: unknown): ServerError {
  return new ServerError(
    'BAD_RESPONSE',
    `the content of the message is not text: ${foreign(stringifyJson(value as JsonValue), 120)}`,
  )
}

/** The first call of the requested tool. Other calls are the model's fault. */
function readRequestedCall(calls: readonly ToolCall[], tool: string): Output {
  const requested = calls.find(({ name }) => name === tool)
  if (requested === undefined) return output('', 'wrong_tool')
  if (calls.length > 1) return output(requested.arguments, 'several_calls')
  return output(requested.arguments, isBlank(requested.arguments) ? 'empty' : undefined)
}

interface ToolCall {
  readonly name: string | null
  readonly arguments: string
}

/** The called tools, in their order. */
function readToolCalls({ tool_calls: list, function_call: legacy }: Record<string, unknown>): ToolCall[] {
  const given: unknown[] = Array.isArray(list) ? list : [list]
  const calls = given.filter(isRecord).map((call) => (isRecord(call.function) ? call.function : call))
  if (isRecord(legacy)) calls.push(legacy)
  return calls.map(({ name, arguments: given }) => {
    return { name: typeof name === 'string' ? name : null, arguments: argumentsText(given) }
  })
}

/** The arguments of a call: a text, or the value itself, whose numbers keep all digits. */
export function argumentsText(given: unknown): string {
  if (typeof given === 'string') return given
  return isNothing(given) ? '' : stringifyJson(given as JsonValue)
}

const LENGTH = new Set([
  'length',
  'max_tokens',
  'max_output_tokens',
  'model_length',
  'model_context_window_exceeded',
])
const TOOL_CALL = new Set(['tool_calls', 'tool_call', 'tool_use', 'function_call'])
const FILTERED = new Set([
  'content_filter',
  'content_filtered',
  'safety',
  'recitation',
  'prohibited_content',
  'blocklist',
  'spii',
  'sensitive',
  'guardrail_intervened',
])
const FAILED = new Set([
  'error',
  'failed',
  'in_progress',
  'queued',
  'rate_limit',
  'overloaded',
  'server_error',
  'abort',
  'aborted',
  'cancelled',
  'canceled',
  'timeout',
  'network_error',
  'insufficient_system_resource',
  'load',
  'unload',
])

/**
 * Other reasons, and none, mean that the model ended by itself.
 *
 * @throws ServerError for reasons that are not an end by the model
 */
function readFinishReason(value: unknown): 'stop' | 'length' | 'tool_call' {
  const given = typeof value === 'string' ? value : ''
  const reason = given.toLowerCase()
  const message = `the server ended the completion with finish_reason "${foreign(given, 60)}"`
  if (FILTERED.has(reason)) throw new ServerError('CONTENT_FILTER', message)
  if (FAILED.has(reason)) throw new ServerError('SERVER_FAILED', message, { retryable: true })
  if (LENGTH.has(reason)) return 'length'
  return TOOL_CALL.has(reason) ? 'tool_call' : 'stop'
}

/** True for a field that is null or not there. */
export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' ? !isBlank(value) : Array.isArray(value) && value.length > 0
}
