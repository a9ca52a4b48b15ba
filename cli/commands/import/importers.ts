import type { JsonObject, JsonValue } from '../../../plugin/core/json/json.ts'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import { readCompletion } from '../../../plugin/engines/http/replies/read-completion.ts'
import { chatForm } from '../../../plugin/engines/http/replies/reply-forms.ts'
import { ServerError } from '../../../plugin/engines/http/transport/server-error.ts'
import type { ForeignCompletion } from '../../../plugin/records/recording.ts'

/** The formats of other tools that `edgejson import` reads. */
export type ImportFormat = 'openai-batch' | 'lm-eval' | 'bfcl'

/** A line of the other tool: what it becomes, why it has no output, or null for an unknown shape. */
export type Imported =
  | { readonly kind: 'line'; readonly line: JsonObject }
  | { readonly kind: 'failed'; readonly id: string; readonly reason: string }
  | null

interface Importer {
  /** The shape of a line, for messages. */
  readonly shape: string
  readonly read: (line: JsonObject) => Imported
}

export const IMPORTERS: Readonly<Record<ImportFormat, Importer>> = {
  'openai-batch': {
    shape:
      '{"custom_id": "…", "response": {"status_code": 200, "body": {"choices": [{"message": {"content": "…"}}]}}, "error": null}',
    read: readBatch,
  },
  'lm-eval': {
    shape: '{"doc_id": 0, "doc": {…}, "resps": [["…"]]} (a samples_*.jsonl of generate_until)',
    read: readSample,
  },
  bfcl: {
    shape: '{"id": "simple_0", "ground_truth": [{"function": {"parameter": [values that are right]}}]}',
    read: readGroundTruth,
  },
}

/** The output file of a batch, of chat completions, completions or responses. */
function readBatch(line: JsonObject): Imported {
  const { custom_id: id, response, error } = line
  if (typeof id !== 'string' || (!isRecord(response) && !isRecord(error))) return null
  if (!isRecord(response) || response.status_code !== 200)
    return {
      kind: 'failed',
      id,
      reason: `the batch has no response: ${stringifyJson(error ?? response ?? null)}`,
    }
  const { body } = response
  if (!isRecord(body) || !(Array.isArray(body.choices) || Array.isArray(body.output) || isRecord(body.error)))
    return null
  try {
    return { kind: 'line', line: { id, ...outputOf(body) } }
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    return { kind: 'failed', id, reason: error.message }
  }
}

/** The output of the model and what is known of it, read as that of a server; of a tool call its arguments, also next to content. */
function outputOf(body: Record<string, unknown>): Omit<ForeignCompletion, 'id'> & JsonObject {
  const value = Array.isArray(body.output) ? chatForm('responses', withTypes(body, body.output)) : body
  const [choice] = Array.isArray(value.choices) ? value.choices : []
  const message = isRecord(choice) && isRecord(choice.message) ? choice.message : {}
  const [call] = Array.isArray(message.tool_calls) ? message.tool_calls : []
  const name = isRecord(call) && isRecord(call.function) ? call.function.name : undefined
  const { text, finishReason, tokensIn, tokensOut } = readCompletion(
    value,
    typeof name === 'string' ? name : undefined,
  )
  return {
    output: text,
    // Without a reason in the file, none is claimed.
    ...(isRecord(choice) && typeof choice.finish_reason === 'string' && finishReason !== undefined
      ? { finishReason }
      : {}),
    ...(typeof tokensIn === 'number' ? { tokensIn } : {}),
    ...(typeof tokensOut === 'number' ? { tokensOut } : {}),
  }
}

/** Items of the responses API; one with content and without a type is a message, as a simplified file has it. */
function withTypes(body: Record<string, unknown>, output: readonly unknown[]): Record<string, unknown> {
  const items = output.map((item) =>
    isRecord(item) && item.type === undefined && item.content !== undefined
      ? { ...item, type: 'message' }
      : item,
  )
  return { ...body, output: items }
}

/** A logged sample: the first response to a document. */
function readSample(line: JsonObject): Imported {
  const { doc_id: number, doc, resps } = line
  const first = Array.isArray(resps) ? resps[0] : undefined
  const output = Array.isArray(first) ? first[0] : first
  if (typeof number !== 'number' || typeof output !== 'string') return null
  const own = isRecord(doc) && (typeof doc.id === 'string' || typeof doc.id === 'number') ? doc.id : number
  return { kind: 'line', line: { id: String(own), output } }
}

/** Combinations of parameter values at most. */
const MOST_COMBINATIONS = 256

/** Possible answers as a gold file: every combination of allowed values is accepted. */
function readGroundTruth(line: JsonObject): Imported {
  const { id, ground_truth: calls } = line
  if (typeof id !== 'string' || !Array.isArray(calls) || calls.length === 0) return null
  let accepted: JsonValue[][] = [[]]
  for (const call of calls) {
    const choices = choicesOf(call)
    if (choices === null) return null
    if (accepted.length * choices.length > MOST_COMBINATIONS) {
      const reason = `its allowed values have more than ${MOST_COMBINATIONS} combinations`
      return { kind: 'failed', id, reason }
    }
    accepted = accepted.flatMap((before) => choices.map((choice) => [...before, choice]))
  }
  const values = accepted.map((each) => (calls.length === 1 ? (each[0] ?? null) : each))
  return { kind: 'line', line: { id, accepted: values } }
}

/** The calls that one entry allows: `""` among the values of a parameter says that it may be left out. */
function choicesOf(call: JsonValue): JsonObject[] | null {
  if (!isRecord(call)) return null
  const [[name, parameters] = ['', null]] = Object.entries(call)
  if (!isRecord(parameters)) return null
  let choices: JsonObject[] = [{}]
  for (const [parameter, allowed] of Object.entries(parameters)) {
    if (!Array.isArray(allowed) || allowed.length === 0) return null
    if (choices.length * allowed.length > MOST_COMBINATIONS) return new Array(MOST_COMBINATIONS + 1).fill({})
    choices = choices.flatMap((before) =>
      allowed.map((value: JsonValue) => (value === '' ? before : { ...before, [parameter]: value })),
    )
  }
  return choices.map((choice) => ({ [name]: choice }))
}
