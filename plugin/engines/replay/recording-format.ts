import { createHash } from 'node:crypto'
import { isRecord } from '../../core/json/json.ts'
import { isSecretOfBody, isSecretParameter } from '../../core/secrets.ts'
import { reasoningName } from '../../extraction/reasoning.ts'
import { type CompletionRequest, promptIdentity, type RenderedPrompt } from '../../records/engine.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import { modelIdentity } from './model-identity.ts'

/** SHA-256, hex, of a prompt, which also distinguishes lone surrogates. */
export function promptSha256(prompt: RenderedPrompt): string {
  return createHash('sha256').update(promptIdentity(prompt)).digest('hex')
}

/**
 * Options that change how a completion is obtained but not its content, and the API key, which must not be
 * stored.
 */
const WITHOUT_EFFECT = [
  'apiKey',
  'cacheDir',
  'kvCacheMegabytes',
  'replicas',
  'retries',
  'concurrency',
  'root',
  'model',
  'keyHeader',
]

/**
 * SHA-256, hex, of the engine options that may change a completion. A module receives all of them and may use
 * any.
 */
export function optionsSha256(options: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(options)
    .filter(([name]) => !WITHOUT_EFFECT.includes(name))
    .map(
      ([name, value]) =>
        [
          name,
          name === 'headers' || name === 'query' ? withoutSecretParameters(value) : withoutSecrets(value),
        ] as const,
    )
  known.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(known)).digest('hex')
}

/** Headers or query parameters without credentials, of which not even a hash is stored. */
function withoutSecretParameters(fields: unknown): unknown {
  if (!isRecord(fields)) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isSecretParameter(name, value)))
}

/** The same for fields of a body, at any depth. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      isSecretOfBody(name, member) ? [] : [[name, withoutSecrets(member)]],
    ),
  )
}

/** The recorded part of a request. */
export function recordedRequest(
  { maxNewTokens, stop, reasoning, repeat = 1 }: CompletionRequest,
  prompt: string,
): RecordedCompletion['request'] {
  const recorded = { promptSha256: prompt, maxNewTokens, stop, ...(repeat === 1 ? {} : { repeat }) }
  return reasoning === undefined ? recorded : { ...recorded, reasoning: reasoningName(reasoning) }
}

/** The stop criterion of a recorded request as one text. */
export function stopOf({
  stop,
  reasoning,
}: Pick<RecordedCompletion['request'], 'stop' | 'reasoning'>): string {
  return reasoning === undefined ? stop : `${stop} with reasoning ${reasoning}`
}

/**
 * The recording key of a request: rendered prompt, token limit, stop criterion, constraint, repeat, engine options and the
 * identity of the model, which includes the hash of the chat template. Neither the dataset nor the metrics
 * are part of it: scoring again needs no model.
 */
export function recordingKey(
  { model, optionsSha256: options }: Pick<RecordingHeader, 'model' | 'optionsSha256'>,
  request: CompletionRequest,
  prompt: string,
): string {
  const stop = stopOf(recordedRequest(request, prompt))
  const parts = [prompt, request.maxNewTokens, stop, modelIdentity(model), options]
  if (request.constraint !== undefined) parts.push(JSON.stringify(request.constraint))
  if (request.tool !== undefined) parts.push(JSON.stringify(request.tool))
  if ((request.repeat ?? 1) !== 1) parts.push(`repeat ${request.repeat}`)
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
