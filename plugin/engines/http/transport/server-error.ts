import { isRecord, type JsonValue } from '../../../core/json/json.ts'
import { stringifyJson } from '../../../core/json/stringify.ts'
import { condensed } from '../../../core/printable.ts'
import { redactedParts } from '../../../core/secrets.ts'
import type { FailureCode } from '../../contract/completions.ts'
import { type ContextOverflow, readContextOverflow } from './context-overflow.ts'

/** Properties of a {@link ServerError} in addition to its message. */
export interface ServerErrorFacts {
  /** HTTP status, or the code of an error object inside a 200; null without one. */
  readonly status?: number | null
  /** Whether another attempt may help. */
  readonly retryable?: boolean
  /** How long the server requests to wait before a retry, in ms. */
  readonly retryAfterMs?: number | null
  /** The server is up and still loading its model. */
  readonly loading?: boolean
  /**
   * Whether the next request will fail as well, whatever it is: then the error counts for the circuit
   * breaker. Default: `retryable`.
   */
  readonly concernsAll?: boolean
  /** Set if prompt and token limit do not fit into the context. */
  readonly overflow?: ContextOverflow | null
  /** Fields of the request that the server names in its refusal. */
  readonly fields?: readonly RequestField[]
}

const REQUEST_FIELDS = ['max_tokens', 'max_completion_tokens', 'temperature'] as const
/** A field of a request that some models reject. */
export type RequestField = (typeof REQUEST_FIELDS)[number]

/**
 * There is no output of the weights: the server, the provider or the connection failed. The message contains
 * no secret.
 */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: FailureCode
  readonly status: number | null
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly loading: boolean
  readonly concernsAll: boolean
  readonly overflow: ContextOverflow | null
  /** Read before secrets are removed from the message, which may cut a name of a field. */
  readonly fields: readonly RequestField[]

  constructor(code: FailureCode, message: string, facts: ServerErrorFacts = {}) {
    super(foreign(message, 500))
    this.code = code
    this.status = facts.status ?? null
    this.retryable = facts.retryable ?? false
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.loading = facts.loading ?? false
    this.concernsAll = facts.concernsAll ?? this.retryable
    this.overflow = facts.overflow ?? null
    this.fields = facts.fields ?? []
  }
}

/** Text of a server, without secrets and fragments of them. It is cut only after they were removed. */
export function foreign(text: string, limit = 300): string {
  return condensed(redactedParts(text.slice(0, LONGEST_TEXT)), limit)
}

/** The rest of a longer body is ignored. */
const LONGEST_TEXT = 64 * 1024

/** The JSON description of an error by a server. */
interface Complaint {
  /** The text; empty if there is none. */
  readonly message: string
  /** Names of the error: `code`, `type` and those of nested errors. */
  readonly names: readonly string[]
  /** A status inside the error object. */
  readonly status: number | null
  readonly overflow: ContextOverflow | null
}

const NOTHING_SAID: Complaint = { message: '', names: [], status: null, overflow: null }

const FILTERED =
  /content_filter|content_policy|responsibleaipolicy|moderation|content management policy|content filter|flagged as|safety system|guardrail/i
const LOADING =
  /\bloading (?:the )?model|\b(?:model|server)\b.{0,80}\b(?:is|still)\b.{0,20}\b(?:loading|starting|not ready)|\bstill loading|\bwarming up/i
const OVERLOADED =
  /overloaded|rate.?limit|too many requests|server (?:is )?busy|no slots? available|queue (?:is )?full|capacity|throttl/i
const NO_CREDIT =
  /insufficient_quota|billing|insufficient (?:funds|credits|balance)|exceeded your current quota/i

/** The error of a response that is not a success. `text` is its body. */
export function errorOfStatus(
  reply: { readonly status: number; readonly statusText: string; header(name: string): string | undefined },
  text: string,
  now: number = Date.now(),
): ServerError {
  const { status, statusText } = reply
  const location = reply.header('location')
  const title = `HTTP ${status} ${statusText}`.trim()
  if (status >= 300 && status < 400 && location !== undefined) {
    return new ServerError(
      'REQUEST_REFUSED',
      `${title}: it redirects to ${foreign(location, 200)}; give that URL`,
      {
        status,
        concernsAll: true,
      },
    )
  }
  const complaint = readComplaint(parsed(text)) ?? NOTHING_SAID
  const message = complaint.message || pageText(text) || 'no explanation'
  const overflow = complaint.overflow ?? readContextOverflow(message, [])
  return classified(title, { ...complaint, message, overflow }, status, {
    retryAfterMs: retryAfterMs(reply.header('retry-after-ms'), reply.header('retry-after'), now),
  })
}

/** The error inside the body of a success, or of one of its choices; null when there is none. */
export function errorInBody(value: Record<string, unknown>): ServerError | null {
  const { error } = value
  if (error === undefined || error === null || error === false || error === '' || error === 0) return null
  if (typeof error === 'object' && Object.keys(error).length === 0) return null
  const complaint = readComplaint(value) ?? NOTHING_SAID
  const message = complaint.message || stringifyJson(error as JsonValue)
  const { status } = complaint
  const title = status === null ? 'an error inside HTTP 200' : `error ${status} inside HTTP 200`
  return classified(title, { ...complaint, message }, status, {})
}

/**
 * The error of a body with a message but without any part of a completion: `{"detail": "model is loading"}`.
 */
export function errorWithoutCompletion(value: Record<string, unknown>, what: string): ServerError {
  const complaint = readComplaint(value)
  if (complaint !== null && complaint.message !== '') {
    return classified(`HTTP 200 with ${what}`, complaint, complaint.status, {})
  }
  return new ServerError(
    'BAD_RESPONSE',
    `the response has ${what}: ${foreign(stringifyJson(value as JsonValue), 200)}`,
    {
      retryable: true,
    },
  )
}

function classified(
  title: string,
  { message, names, overflow }: Complaint,
  status: number | null,
  facts: Pick<ServerErrorFacts, 'retryAfterMs'>,
): ServerError {
  const named = names.filter((name) => !message.includes(name)).slice(0, 2)
  const text = `${title}: ${foreign(message)}${named.length === 0 ? '' : ` (${foreign(named.join(', '), 80)})`}`
  const everything = `${names.join(' ')} ${message}`
  if (FILTERED.test(everything) && !isServerStatus(status)) {
    return new ServerError('CONTENT_FILTER', text, { status })
  }
  if (overflow !== null && status !== 429)
    return new ServerError('PROMPT_TOO_LONG', text, { status, overflow })
  if (status === 402 || (NO_CREDIT.test(everything) && !isServerStatus(status))) {
    return new ServerError('REQUEST_REFUSED', text, { status, concernsAll: true })
  }
  if (status === 503 && LOADING.test(everything)) {
    return new ServerError('SERVER_OVERLOADED', text, { ...facts, status, retryable: true, loading: true })
  }
  const isOverloaded =
    status === 429 ||
    status === 503 ||
    status === 529 ||
    (status === null && (OVERLOADED.test(everything) || LOADING.test(everything)))
  if (isOverloaded) return new ServerError('SERVER_OVERLOADED', text, { ...facts, status, retryable: true })
  if (status === null || status < 400 || status === 408 || isServerStatus(status)) {
    return new ServerError('SERVER_FAILED', text, {
      ...facts,
      status,
      retryable: status !== 501 && status !== 505,
    })
  }
  return new ServerError('REQUEST_REFUSED', text, {
    status,
    concernsAll: status === 401 || status === 404 || status === 405,
    fields: REQUEST_FIELDS.filter((field) => new RegExp(`\\b${field}\\b`).test(message)),
  })
}

function isServerStatus(status: number | null): boolean {
  return status !== null && status >= 500
}

/** `error` (a text or an object), `message`, `detail` or `msg`, wherever a server puts its words. */
function readComplaint(value: unknown): Complaint | null {
  if (!isRecord(value)) return null
  const error = isRecord(value.error) ? value.error : {}
  const inner = isRecord(error.innererror) ? error.innererror : {}
  const metadata = isRecord(error.metadata) ? error.metadata : {}
  const said = [
    error.message,
    value.error,
    error.error,
    value.message,
    value.detail,
    value.msg,
    value.error_message,
  ].map(words)
  const raw = words(metadata.raw)
  const message = said.find((each) => each !== '') ?? ''
  const names = [error.code, error.type, inner.code, value.code, value.type, value.error_type].filter(
    (name): name is string => typeof name === 'string' && name !== '' && !/^\d+$/.test(name),
  )
  const whole = raw === '' || message.includes(raw) ? message : `${message}: ${raw}`
  return {
    message: whole,
    names: [...new Set(names)],
    status:
      [error.code, error.status, error.http_status_code, value.code, value.status_code]
        .map(statusOf)
        .find((each) => each !== null) ?? null,
    overflow: readContextOverflow(whole, names, error),
  }
}

/** A text, or the messages of FastAPI's list `[{"msg": …}]`. */
function words(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (!Array.isArray(value)) return ''
  return value
    .slice(0, 5)
    .map((each: unknown) => (isRecord(each) ? words(each.msg ?? each.message) : words(each)))
    .filter((each) => each !== '')
    .join('; ')
}

function statusOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number < 600
    ? number
    : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The text of an HTML page, or the text itself. */
function pageText(text: string): string {
  const page = text.slice(0, LONGEST_TEXT)
  return page.replace(/<(style|script)\b[^>]*>[\s\S]{0,20000}?<\/\1>|<[^<>]{0,2000}>/gi, ' ').trim()
}

/** Longest `Retry-After` for which a request waits instead of failing, in ms. */
export const LONGEST_RETRY_AFTER_MS = 60_000

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3), `retry-after-ms` a number of ms; else null. */
export function retryAfterMs(
  milliseconds: string | undefined,
  value: string | undefined,
  now: number = Date.now(),
): number | null {
  if (milliseconds !== undefined && /^\s*\d{1,9}(?:\.\d+)?\s*$/.test(milliseconds))
    return Number(milliseconds)
  if (value === undefined) return null
  if (/^\s*\d{1,9}(?:\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  // Date.parse accepts almost anything; a date of HTTP begins with its weekday.
  const date = /^\s*[A-Z][a-z]+, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
