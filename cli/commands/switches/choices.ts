import { InvalidArgumentError } from 'commander'
import type { ConstraintMode } from '../../../plugin/records/constraint.ts'

const CONSTRAINTS: ReadonlyMap<string, ConstraintMode | null> = new Map([
  ['none', null],
  ['json', 'json'],
  ['schema', 'schema'],
])

/** `fp32,q8,q4`, each once. */
export function names(text: string): readonly string[] {
  const list = text.split(',').map((name) => name.trim())
  if (list.includes(''))
    throw new InvalidArgumentError('It must be a list of names with commas, such as fp32,q8,q4.')
  return [...new Set(list)]
}

/** `none,schema`: the free output first, each once. */
export function constraints(text: string): readonly (ConstraintMode | null)[] {
  const wanted = names(text)
  if (wanted.some((name) => !CONSTRAINTS.has(name)))
    throw new InvalidArgumentError('It must be a list of none, schema and json, such as none,schema.')
  return [...CONSTRAINTS].flatMap(([name, mode]) => (wanted.includes(name) ? [mode] : []))
}

/** `NAME=MODEL`, added to those before. */
export function addVariant(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('It must be NAME=MODEL, such as q8=./q8.')
  return [...before, [text.slice(0, at), text.slice(at + 1)]]
}
