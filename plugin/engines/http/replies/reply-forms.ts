import { isRecord } from '../../../core/json/json.ts'
import type { ServerApi } from '../../contract/options.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * The body of a response in the form of a chat completion, so that one function reads the replies of every API. What has no
 * place there (an error, a model name) keeps its own.
 */
export function chatForm(api: ServerApi, body: Record<string, unknown>): Record<string, unknown> {
  switch (api) {
    case 'chat':
    case 'completions':
      return body
    case 'ollama':
      return ofOllama(body)
    case 'responses':
      return ofResponses(body)
  }
}

/** `{ message, done_reason, prompt_eval_count, … }`, durations in nanoseconds. */
function ofOllama(body: Body): Record<string, unknown> {
  if (!isRecord(body.message)) return { ...body }
  const { model, error, message, done_reason: reason } = body
  return {
    ...(model === undefined ? {} : { model }),
    ...(error === undefined ? {} : { error }),
    choices: [{ index: 0, message, finish_reason: reason ?? (body.done === true ? 'stop' : null) }],
    usage: { prompt_tokens: body.prompt_eval_count, completion_tokens: body.eval_count },
    timings: {
      prompt_ms: milliseconds(body.prompt_eval_duration),
      predicted_ms: milliseconds(body.eval_duration),
    },
  }
}

function milliseconds(nanoseconds: unknown): number | null {
  return typeof nanoseconds === 'number' ? nanoseconds / 1e6 : null
}

/** `{ output: [{ type: 'message', content: […] }, { type: 'function_call', … }], status, usage }`. */
function ofResponses(body: Body): Record<string, unknown> {
  const { model, error, output, status } = body
  if (!Array.isArray(output)) return { ...body }
  const items = output.filter(isRecord)
  const parts = items.filter(({ type }) => type === 'message').flatMap(({ content }) => content ?? [])
  const calls = items.filter(({ type }) => type === 'function_call')
  const usage = isRecord(body.usage) ? body.usage : {}
  const details = isRecord(body.incomplete_details) ? body.incomplete_details : {}
  return {
    ...(model === undefined ? {} : { model }),
    ...(error === undefined ? {} : { error }),
    choices: [
      {
        index: 0,
        message: {
          content: parts,
          ...(calls.length === 0 ? {} : { tool_calls: calls.map((call) => ({ function: call })) }),
          ...(items.some(({ type }) => type === 'reasoning') ? { reasoning: ['reasoning'] } : {}),
        },
        finish_reason: status === 'incomplete' ? details.reason : status === 'completed' ? 'stop' : status,
      },
    ],
    usage: { prompt_tokens: usage.input_tokens, completion_tokens: usage.output_tokens },
  }
}
