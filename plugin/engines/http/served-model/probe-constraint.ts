import { isRecord } from '../../../core/json/json.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import type { EngineResult } from '../../contract/completions.ts'
import type { ServerConstraint } from '../requests/server-settings.ts'
import { foreign } from '../transport/server-error.ts'

/** A value that no model writes by itself. */
const MARK = 'constrained-7f3a'
const PROBE_SCHEMA = {
  type: 'object',
  properties: { probe: { type: 'string', enum: [MARK] } },
  required: ['probe'],
  additionalProperties: false,
}

/** The constraint of a server for reports and recordings: `schema, response_format`. */
export function constraintName({ mode, field, strict }: ServerConstraint): string {
  return `${mode}, ${field}${strict ? ' (strict)' : ''}`
}

/** A request that asks for anything but JSON: only a constraint makes its output comply. */
export function probeRequest({ mode }: ServerConstraint): CompletionRequest {
  return {
    id: 'constraint probe',
    // Servers of OpenAI reject a constraint to JSON where the messages do not contain the word.
    prompt: { kind: 'text', text: 'Write one sentence about the sea. It is not about JSON.' },
    maxNewTokens: 256,
    stop: 'eos',
    constraint: { schema: mode === 'schema' ? PROBE_SCHEMA : null, whiteSpace: 'any' },
    timeoutMs: 60_000,
  }
}

/** Why the output of a {@link probeRequest} shows that the server ignores the constraint; null if it does not show that. */
export function probeProblem(
  { mode }: ServerConstraint,
  { text, finishReason, kind }: EngineResult,
): string | null {
  // Reasoning may use up the limit before the constraint applies.
  if (kind === 'reasoning_only' || (finishReason === 'length' && /^\s*(?:[{[]|<|$)/.test(text))) return null
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^[\s\S]*<\/think>/, ''))
  } catch {
    return `for a prompt that does not ask for JSON the output was ${foreign(JSON.stringify(text), 100)}`
  }
  const complies = mode === 'json' ? typeof value === 'object' : isRecord(value) && value.probe === MARK
  return complies ? null : `the output ${foreign(text, 100)} does not comply with the schema of a probe`
}
