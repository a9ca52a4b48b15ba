import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { type Validator, validator } from '../../core/schema/checker.ts'
import { exampleId } from '../../records/example-id.ts'
import { hasOutput } from '../../records/finish-reason.ts'
import { MODEL_INFO, modelInfo } from '../../records/model-info.ts'
import {
  FOREIGN_COMPLETION,
  type ForeignCompletion,
  RECORDED_COMPLETION,
  RECORDING_HEADER,
  type RecordedCompletion,
  type RecordingHeader,
} from '../../records/recording.ts'
import { inSchemaOrder } from '../../records/schema.ts'
import { errorProblem } from '../contract/completion-guard.ts'
import { UNKNOWN_TIMINGS } from '../contract/completions.ts'

const headerFault: Validator = validator(RECORDING_HEADER)
const recordedFault: Validator = validator(RECORDED_COMPLETION)
const foreignFault: Validator = validator(FOREIGN_COMPLETION)

/**
 * Reads a header; a string says what is wrong with it. Fields that another tool left out are unknown. Kind and version come
 * first: of another kind of file, or one of a later release, nothing else is known.
 */
export function parseHeader(value: Record<string, unknown>): RecordingHeader | string {
  const { kind, version, model } = value
  if (kind !== 'edgejson-recording') return `field kind is ${quoted(kind)}; it must be 'edgejson-recording'`
  if (version !== 1)
    return `field version is ${quoted(version)}; it must be 1, the only version that this package reads`
  const text = (name: keyof RecordingHeader): string | null => {
    const found = value[name]
    return typeof found === 'string' ? found : null
  }
  const header: unknown = {
    kind,
    version,
    model: isRecord(model) ? { ...NOTHING_KNOWN, specifier: model.id, ...model } : model,
    createdAt: text('createdAt'),
    runId: text('runId'),
    optionsSha256: text('optionsSha256'),
    ...(Object.hasOwn(value, 'sampling') ? { sampling: value.sampling } : {}),
  }
  const fault = faultOf(headerFault, header)
  if (fault !== null) return fault
  // The schema was just checked: its type is that of the value.
  const found = header as RecordingHeader
  return { ...found, model: inSchemaOrder(MODEL_INFO, found.model) }
}

const { id: _, ...NOTHING_KNOWN } = modelInfo({ id: '' })

/**
 * Reads a recorded completion; a string says what is wrong with it. Every field of the line is kept, known or not. Fields
 * that another tool left out are unknown.
 */
export function parseRecorded(value: Record<string, unknown>): RecordedCompletion | string {
  const line: unknown = { ...value, completion: withUnknown(value.completion) }
  const fault = faultOf(recordedFault, line)
  if (fault !== null) return fault
  const recorded = line as RecordedCompletion
  if (!hasOutput(recorded.completion)) return 'completion: failures are not recorded'
  const problem = errorProblem(recorded.completion)
  return problem === null ? recorded : `completion: ${problem}`
}

/** Reads an output of another tool; a string says what is wrong with it. */
export function parseForeign(value: Record<string, unknown>): ForeignCompletion | string {
  const fault = faultOf(foreignFault, value)
  if (fault !== null) return fault
  const known = inSchemaOrder(FOREIGN_COMPLETION, value as unknown as ForeignCompletion)
  return { ...known, id: exampleId(known.id) }
}

function withUnknown(completion: unknown): unknown {
  if (!isRecord(completion)) return completion
  const timings = { ...UNKNOWN_TIMINGS, ...(isRecord(completion.timings) ? completion.timings : {}) }
  return { tokensIn: null, tokensOut: null, ...completion, timings, replayed: false }
}

function faultOf(validate: Validator, value: unknown): string | null {
  return validate(value, { noun: 'field' })?.replace(/\.$/, '') ?? null
}
