import { InvalidArgumentError, Option } from 'commander'
import { EdgejsonError } from '../plugin/core/errors.ts'
import { type Validator, validator } from '../plugin/core/schema/checker.ts'
import { GOLD_FILE, type GoldFile } from '../plugin/records/gold-file.ts'

/** Reads the text of an option. */
export type OptionParser = (text: string) => number

/** A number as people type it: no blanks, no hexadecimal, no `Infinity`; else NaN. */
function numberOf(text: string): number {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/** Commander prints it behind the name of the option and the value that was given. */
function refused(rule: string): InvalidArgumentError {
  return new InvalidArgumentError(`It must be ${rule}.`)
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): OptionParser {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (Number.isSafeInteger(value) && value >= least) return value
    throw refused(`a whole number of at least ${least}`)
  }
}

/** A fraction between 0 and 1, the ends excluded. */
export const fraction: OptionParser = (text) => {
  const value = numberOf(text)
  if (value > 0 && value < 1) return value
  throw refused('a fraction above 0 and below 1, such as 0.05')
}

/** The same with 0: any loss that is significant counts. */
export const fractionOrZero: OptionParser = (text) => {
  const value = numberOf(text)
  if (value >= 0 && value < 1) return value
  throw refused('a fraction of at least 0 and below 1, such as 0.02')
}

/** A share from 0 to 1. */
export const share: OptionParser = (text) => {
  const value = numberOf(text)
  if (value >= 0 && value <= 1) return value
  throw refused('a share from 0 to 1, such as 0.5')
}

/** What `--field` collects: a path for each field, and one for each slice. */
export interface FieldValues {
  readonly slices?: Readonly<Record<string, string>>
  readonly [name: string]: string | Readonly<Record<string, string>> | undefined
}

/** `NAME=PATH`, added to those before: where a line of a dataset holds a field. `slices.NAME=PATH` for a slice. */
export function addField(text: string, fields: FieldValues = {}): FieldValues {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw refused('NAME=PATH, such as prompt=input.text')
  const name = text.slice(0, at)
  const path = text.slice(at + 1)
  if (!name.startsWith('slices.')) return { ...fields, [name]: path }
  return { ...fields, slices: { ...fields.slices, [name.slice('slices.'.length)]: path } }
}

/**
 * The gold file that `--gold` and `--gold-field` name; null without one.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` for `--gold-field` without `--gold`, or with another name than id, expected and accepted
 */
export function goldFile(file: string | undefined, fields: FieldValues | undefined): GoldFile | null {
  if (file === undefined) {
    if (fields === undefined) return null
    throw new EdgejsonError('BAD_ARGUMENT', '--gold-field needs the file of --gold')
  }
  const gold = { file, ...(fields === undefined ? {} : { fields }) }
  const fault = goldFault(gold, { noun: 'field', of: ' of --gold-field' })
  if (fault !== null) throw new EdgejsonError('BAD_ARGUMENT', fault)
  return gold as GoldFile
}

const goldFault: Validator = validator(GOLD_FILE)

/** What `--backtracking-pattern` collects; see `SchemaOptions`. */
export interface BacktrackingOption {
  readonly backtrackingPattern?: readonly string[]
}

/** `--backtracking-pattern`, repeatable. */
export function backtrackingOption(): Option {
  return new Option(
    '--backtracking-pattern <pattern>',
    'pattern of a schema that may be matched by backtracking, in unbounded time (repeatable)',
  ).argParser((pattern: string, patterns: readonly string[] = []) => [...patterns, pattern])
}
