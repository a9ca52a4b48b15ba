import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { addSecretsOfEnvironment } from '../core/secrets.ts'
import { type CompletionRequest, chatMessages, type Engine } from '../records/engine.ts'
import type { EngineResult } from './contract/completions.ts'
import { defineEngine } from './contract/define-engine.ts'
import type { EngineOptions } from './contract/options.ts'
import type { AiSdkOptions } from './contract/options-schema.ts'
import { readCompletion } from './http/replies/read-completion.ts'
import { retried } from './http/transport/retries.ts'
import { errorOfStatus, ServerError } from './http/transport/server-error.ts'

/**
 * The part of a language model of the AI SDK (`LanguageModelV2` or `LanguageModelV3` of `@ai-sdk/provider`) that is used, so
 * that no version of it is a dependency.
 */
export interface AiSdkModel {
  /** `v2` or `v3`. */
  readonly specificationVersion: string
  /** Name of the provider, e.g. `openai.chat`. */
  readonly provider: string
  /** Name of the model at the provider. */
  readonly modelId: string
  /** Generates one completion. */
  doGenerate(options: AiSdkCall): PromiseLike<unknown>
}

/** The call of {@link AiSdkModel.doGenerate}. */
export interface AiSdkCall {
  /** The turns of the prompt. */
  // biome-ignore lint/suspicious/noExplicitAny: the prompt types of v2 and v3 differ
  readonly prompt: any
  /** Token limit. */
  readonly maxOutputTokens: number
  /** Absent: that of the provider. */
  readonly temperature?: number
  /** Absent: none. */
  readonly seed?: number
  /** Absent: free output. */
  // biome-ignore lint/suspicious/noExplicitAny: its schema type is that of the json-schema package
  readonly responseFormat?: any
  /** Absent: no tools. */
  // biome-ignore lint/suspicious/noExplicitAny: the tool types of v2 and v3 differ
  readonly tools?: any
  /** Whether a tool must be called; absent without tools. */
  readonly toolChoice?: { readonly type: 'required' | 'auto' }
  /** Aborted at the time limit of the request. */
  readonly abortSignal: AbortSignal
}

/**
 * An engine module for a model of the AI SDK: `export default fromAiSdk(openai('gpt-4o-mini'))`. Of the option `engine` it
 * uses `temperature` (default 0; `false`: not sent), `seed`, `retries` (default 4), `constrain`, which becomes
 * `responseFormat`, and `tools`; of the plugin `concurrency` (1 unless set).
 *
 * @returns the default export of an engine module
 * @throws EdgejsonError `BAD_MODEL` for an object without `doGenerate` or of an unknown version; its engine, when it is
 * loaded, `BAD_OPTION` for another value of `constrain` or `tools`, or both, or a `concurrency` that is not a whole number of at least 1;
 * `generate` of the engine rejects with `ENGINE_FAILED` once it is closed.
 */
export function fromAiSdk(model: AiSdkModel): (options: EngineOptions) => Engine {
  const given: unknown = model
  if (
    !isRecord(given) ||
    typeof given.doGenerate !== 'function' ||
    !/^v[23]$/.test(String(given.specificationVersion))
  ) {
    throw new EdgejsonError(
      'BAD_MODEL',
      'fromAiSdk needs a language model of the AI SDK (an object with doGenerate and specificationVersion "v2" or "v3"), such as openai("gpt-4o-mini").',
    )
  }
  return (options) => {
    addSecretsOfEnvironment()
    const { constrain = false } = options
    if (constrain !== false && constrain !== 'schema' && constrain !== 'json') {
      throw new EdgejsonError('BAD_OPTION', 'option engine.constrain must be "schema", "json" or false.')
    }
    const { tools } = options
    if (tools !== undefined && tools !== 'required' && tools !== 'auto') {
      throw new EdgejsonError('BAD_OPTION', 'option engine.tools must be "required" or "auto".')
    }
    if (tools !== undefined && constrain !== false) {
      throw new EdgejsonError(
        'BAD_OPTION',
        'option engine.tools cannot be combined with engine.constrain: both say what the output is; leave one out.',
      )
    }
    return defineEngine({
      model: {
        id: model.modelId,
        engine: `ai-sdk ${model.provider}`,
        cpu: null,
        ...(constrain === false ? {} : { constraint: `${constrain}, responseFormat` }),
      },
      concurrency: options.concurrency ?? 1,
      answer: (request, signal) => answer(model, options, request, signal),
    })
  }
}

async function answer(
  model: AiSdkModel,
  { temperature = 0, seed, retries = 4, tools = 'required' }: AiSdkOptions,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<EngineResult> {
  const { tool } = request
  const call: AiSdkCall = {
    prompt: chatMessages(request.prompt).map(({ role, content }) => ({
      role,
      content: role === 'system' ? content : [{ type: 'text', text: content }],
    })),
    maxOutputTokens: request.maxNewTokens,
    ...(temperature === false ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(request.constraint === undefined ? {} : { responseFormat: formatOf(request.constraint.schema) }),
    ...(tool === undefined
      ? {}
      : {
          tools: [{ type: 'function', name: tool.name, inputSchema: tool.parameters }],
          toolChoice: { type: tools },
        }),
    abortSignal: signal,
  }
  const attempt = async (): Promise<EngineResult> => {
    let result: unknown
    try {
      result = await model.doGenerate(call)
    } catch (error) {
      throw signal.aborted ? signal.reason : serverError(error)
    }
    return readCompletion(chatForm(result), tool?.name)
  }
  try {
    return await retried(attempt, { retries, signal })
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    return { text: '', failure: { code: error.code, message: error.message } }
  }
}

function formatOf(schema: unknown): Record<string, unknown> {
  return schema === null ? { type: 'json' } : { type: 'json', name: 'output', schema }
}

/** `APICallError` of the AI SDK has the status, the headers and the body of the response. */
function serverError(error: unknown): unknown {
  if (!isRecord(error) && !(error instanceof Error)) return error
  const { statusCode, responseHeaders, responseBody, isRetryable } = error as Record<string, unknown>
  if (typeof statusCode === 'number') {
    const headers = isRecord(responseHeaders) ? responseHeaders : {}
    const header = (name: string): string | undefined => {
      const value = headers[name]
      return typeof value === 'string' ? value : undefined
    }
    const body = typeof responseBody === 'string' && responseBody !== '' ? responseBody : errorMessage(error)
    return errorOfStatus({ status: statusCode, statusText: '', header }, body)
  }
  return isRetryable === true
    ? new ServerError('SERVER_UNREACHABLE', errorMessage(error), { retryable: true })
    : error
}

/** The result of `doGenerate` in the form of a chat completion. Version 3 has more detail in reason and usage. */
function chatForm(result: unknown): Record<string, unknown> {
  const { content, finishReason, usage, response } = isRecord(result) ? result : {}
  const parts = Array.isArray(content) ? content.filter(isRecord) : []
  const calls = parts.filter(({ type }) => type === 'tool-call')
  const reason = isRecord(finishReason) ? finishReason.unified : finishReason
  const { inputTokens, outputTokens } = isRecord(usage) ? usage : {}
  return {
    ...(isRecord(response) && typeof response.modelId === 'string' ? { model: response.modelId } : {}),
    choices: Array.isArray(content)
      ? [
          {
            index: 0,
            message: {
              content: parts.filter(({ type }) => type === 'text'),
              tool_calls: calls.map(({ toolName, input }) => ({
                function: { name: toolName, arguments: input },
              })),
              ...(parts.some(({ type }) => type === 'reasoning') ? { reasoning: ['reasoning'] } : {}),
            },
            finish_reason: typeof reason === 'string' ? reason.replaceAll('-', '_') : null,
          },
        ]
      : [],
    usage: {
      prompt_tokens: isRecord(inputTokens) ? inputTokens.total : inputTokens,
      completion_tokens: isRecord(outputTokens) ? outputTokens.total : outputTokens,
    },
  }
}
