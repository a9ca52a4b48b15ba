import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'
import { type HyperparameterValue, headerConfig, hyperparametersOf } from './hyperparameters.ts'

/** One line of a training log. */
export interface TrainingPoint {
  readonly step: number
  /** Tokens trained on so far; null where the log does not say. */
  readonly tokens: number | null
  /** Null where this line reports an evaluation only. */
  readonly loss: number | null
  /** Rate in 0..1 on held-out examples; null where it was not measured. */
  readonly jsonExact: number | null
}

export interface TrainingLog {
  readonly model: string
  /** By step. */
  readonly points: readonly TrainingPoint[]
  readonly hyperparameters: ReadonlyMap<string, HyperparameterValue>
}

/**
 * A training log: JSONL with `{"step": 10, "tokens": 40960, "loss": 1.3, "jsonExact": null}` on each line, other fields
 * ignored. A line with `{"config": {…}}` holds hyper-parameters. Blank lines count for nothing. The logs of this
 * project's own trainings, whose lines have a `kind`, are read as they are.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` with file and line.
 */
export function readTrainingLog(text: string, model: string, source: string): TrainingLog {
  const points: TrainingPoint[] = []
  const hyperparameters = new Map<string, HyperparameterValue>()
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.trim() === '') return
      const at = `${printable(source, 300)}:${index + 1}`
      const value = parseLine(line, at)
      const config = headerConfig(value)
      const point = pointOfKind(value)
      if (config === null) {
        if (point !== null) points.push(trainingPoint(point, at))
      } else for (const [name, each] of hyperparametersOf(config)) hyperparameters.set(name, each)
    })
  return { model, points: points.sort((a, b) => a.step - b.step), hyperparameters }
}

function parseLine(line: string, at: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw badLine(at, `is not JSON: ${printable(errorMessage(error), 200)}`, error)
  }
  if (isRecord(value)) return value
  throw badLine(at, 'is no JSON object.')
}

/** Of several validation sets, the one that the curves show. */
const SHOWN_SET = 'official'

/** The line's figures under the names of a training log; null for a line that has none, of a training of our own. */
function pointOfKind(line: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  if (typeof line.kind !== 'string') return line
  if (line.kind === 'step') return line
  if (line.kind !== 'validation' || line.set !== SHOWN_SET) return null
  // The loss of a step is over other texts, so only the share of exact answers is taken.
  return { step: line.step, tokens: line.tokens, jsonExact: line.json_exact ?? line.exact }
}

function trainingPoint(line: Readonly<Record<string, unknown>>, at: string): TrainingPoint {
  const figure = (key: string): number | null => {
    const value = Object.hasOwn(line, key) ? line[key] : null
    if (value === null) return null
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
    throw badLine(
      at,
      `has ${key} ${printable(JSON.stringify(value), 60)}; it must be a number of at least 0, or null.`,
    )
  }
  const step = figure('step')
  const loss = figure('loss')
  const jsonExact = figure('jsonExact')
  if (step === null) throw badLine(at, 'has no "step".')
  if (loss === null && jsonExact === null) throw badLine(at, 'has neither "loss" nor "jsonExact".')
  if (jsonExact !== null && jsonExact > 1) {
    throw badLine(at, `has jsonExact ${jsonExact}; it is a fraction of 1, not a percentage.`)
  }
  return { step, tokens: figure('tokens'), loss, jsonExact }
}

function badLine(at: string, what: string, cause?: unknown): EdgejsonError {
  return new EdgejsonError(
    'BAD_OPTION',
    `${at} ${what} A training log has lines like {"step": 10, "tokens": 40960, "loss": 1.3, "jsonExact": null}.`,
    { cause },
  )
}
