import Type from 'typebox'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'
import { type Validator, validator } from '../../plugin/core/schema/checker.ts'
import { typed } from '../../plugin/core/schema/typed.ts'
import { nullable } from '../../plugin/records/schema.ts'
import { type HyperparameterValue, headerConfig, hyperparametersOf } from './hyperparameters.ts'

/** One line of a training log. */
export interface TrainingPoint {
  readonly step: number
  /** Tokens trained on so far; null where the log does not have them. */
  readonly tokens: number | null
  /** Null where this line reports an evaluation only. */
  readonly loss: number | null
  /** Rate in 0..1 on held-out examples; null where it was not measured. */
  readonly jsonExact: number | null
}

const amount = Type.Number({ minimum: 0 })

const fault: Validator = validator(
  typed<TrainingPoint>()(
    Type.Object({
      step: amount,
      tokens: nullable(amount),
      loss: nullable(amount),
      jsonExact: nullable(Type.Number({ minimum: 0, maximum: 1, rule: 'a fraction of 1 (no percentage)' })),
    }),
  ),
)

export interface TrainingLog {
  readonly model: string
  /** By step. */
  readonly points: readonly TrainingPoint[]
  readonly hyperparameters: ReadonlyMap<string, HyperparameterValue>
  /**
   * True where a share of exact completions was measured with teacher forcing only: every token is the most probable one
   * after the expected tokens before it. Then all shares of the log are of that kind.
   */
  readonly teacherForced: boolean
}

/**
 * A training log: JSONL with `{"step": 10, "tokens": 40960, "loss": 1.3, "jsonExact": null}` on each line, other fields
 * ignored. A line with `{"config": {…}}` holds hyper-parameters. Blank lines are ignored. Logs of this project's own
 * trainings, whose lines have a `kind`, are accepted too.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` with file and line.
 */
export function readTrainingLog(text: string, model: string, source: string): TrainingLog {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      const at = `${printable(source, 300)}:${index + 1}`
      return [{ at, value: parseLine(line, at) }]
    })
  const teacherForced = lines.some(({ value }) => isTeacherForced(value))
  const points: TrainingPoint[] = []
  const hyperparameters = new Map<string, HyperparameterValue>()
  for (const { at, value } of lines) {
    const config = headerConfig(value)
    const point = pointOfKind(value, teacherForced)
    if (config === null) {
      if (point !== null) points.push(trainingPoint(point, at))
    } else for (const [name, each] of hyperparametersOf(config)) hyperparameters.set(name, each)
  }
  return { model, points: points.sort((a, b) => a.step - b.step), hyperparameters, teacherForced }
}

function parseLine(line: string, at: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw badLine(at, `the line is not JSON: ${printable(errorMessage(error), 200)}`, error)
  }
  if (isRecord(value)) return value
  throw badLine(at, 'the line is not a JSON object.')
}

/** The validation set that the curves show, if there are several. */
const SHOWN_SET = 'official'

/**
 * The figures of a line of this project's own trainings, under the names of a training log; null for a line without
 * figures.
 */
function pointOfKind(
  line: Readonly<Record<string, unknown>>,
  teacherForced: boolean,
): Readonly<Record<string, unknown>> | null {
  if (typeof line.kind !== 'string') return line
  if (line.kind === 'step') return line
  if (line.kind !== 'validation' || line.set !== SHOWN_SET) return null
  // The loss of a step is over other texts, so only the share of exact completions is used.
  return { step: line.step, tokens: line.tokens, jsonExact: teacherForced ? line.exact : line.json_exact }
}

/** True for a shown validation that generated no completion. */
function isTeacherForced({ kind, set, json_exact: generated }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'validation' && set === SHOWN_SET && (generated === undefined || generated === null)
}

function trainingPoint(line: Readonly<Record<string, unknown>>, at: string): TrainingPoint {
  const { step, tokens = null, loss = null, jsonExact = null } = line
  const given: unknown = { step, tokens, loss, jsonExact }
  const found = fault(given, { noun: 'field' })
  if (found !== null) throw badLine(at, found)
  // Without a fault the value has the type of the schema.
  const point = given as TrainingPoint
  if (point.loss === null && point.jsonExact === null) throw badLine(at, 'it has neither loss nor jsonExact.')
  return point
}

function badLine(at: string, what: string, cause?: unknown): EdgejsonError {
  return new EdgejsonError(
    'BAD_OPTION',
    `${at}: ${what} A training log has lines like {"step": 10, "tokens": 40960, "loss": 1.3, "jsonExact": null}.`,
    { cause },
  )
}
