import type { JsonObject, JsonValue } from '../../../plugin/core/json/json.ts'
import { isRecord } from '../../../plugin/core/json/json.ts'

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
    return { kind: 'failed', id, reason: `the batch has no response: ${JSON.stringify(error ?? response)}` }
  const output = textOfBody(response.body as JsonValue)
  return output === null ? null : { kind: 'line', line: { id, output } }
}

function textOfBody(body: JsonValue): string | null {
  if (!isRecord(body)) return null
  const { choices, output } = body
  if (Array.isArray(choices) && isRecord(choices[0])) {
    const { message, text } = choices[0]
    if (typeof text === 'string') return text
    if (!isRecord(message)) return null
    const [call] = Array.isArray(message.tool_calls) ? message.tool_calls : []
    if (isRecord(call) && isRecord(call.function) && typeof call.function.arguments === 'string')
      return call.function.arguments
    return typeof message.content === 'string' ? message.content : ''
  }
  if (!Array.isArray(output)) return null
  const parts = output.flatMap((item: unknown) =>
    isRecord(item) && Array.isArray(item.content) ? item.content : [],
  )
  return parts
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('')
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
