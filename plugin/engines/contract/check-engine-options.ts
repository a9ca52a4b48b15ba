import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { type Checker, type CheckWording, checker } from '../../core/schema/checker.ts'
import type { EngineOptions } from './options.ts'
import { COMMON, ENGINE_OPTIONS } from './options-schema.ts'
import type { ModelTarget } from './specifier.ts'

type Kind = ModelTarget['kind']

const KINDS = Object.keys(ENGINE_OPTIONS) as Kind[]
const WORDS: Readonly<Record<Kind, string>> = {
  builtin: 'a model in ONNX',
  folder: 'a model in ONNX',
  hub: 'a model in ONNX',
  server: 'a server',
  replay: 'a recording',
  rules: 'the rule-based parser',
  module: 'a module',
}
const WORDING: CheckWording = { code: 'BAD_OPTION', noun: 'option', at: 'engine' }

const checkCommon = checker(COMMON)
const checkOwn = new Map<Kind, Checker<object>>()
for (const kind of KINDS) {
  const schema = ENGINE_OPTIONS[kind]
  if (schema !== null) checkOwn.set(kind, checker(schema))
}

/**
 * Validates the engine options of a configuration file against those of the kind of engine. A module defines
 * its own options, so they are not checked.
 *
 * @param otherKinds what happens to an option of another kind of engine: `refuse`, or `ignore` if the options
 * were written for another model
 * @throws EdgejsonError `BAD_OPTION`
 */
export function checkEngineOptions(
  options: EngineOptions,
  kind: Kind,
  otherKinds: 'refuse' | 'ignore' = 'refuse',
): void {
  const { model, root, concurrency, ...given } = options
  checkCommon({ root, concurrency }, WORDING)
  if (ENGINE_OPTIONS[kind] === null) return
  const known = namesOf(kind)
  const own: [string, unknown][] = []
  for (const [name, value] of Object.entries(given)) {
    const owners = known.includes(name) ? [] : KINDS.filter((other) => namesOf(other).includes(name))
    if (owners.length === 0) own.push([name, value])
    else if (otherKinds === 'refuse' && value !== undefined) throw notOfThisKind(name, owners, kind, model)
  }
  checkOwn.get(kind)?.(Object.fromEntries(own), WORDING)
}

function notOfThisKind(name: string, owners: readonly Kind[], kind: Kind, model: string): EdgejsonError {
  const known = namesOf(kind)
  const has = known.length === 0 ? 'has no engine options' : `has the engine options ${known.join(', ')}`
  return new EdgejsonError(
    'BAD_OPTION',
    `option engine.${name} is for ${[...new Set(owners.map((owner) => WORDS[owner]))].join(' or ')}, but model ${quoted(model)} is ` +
      `${WORDS[kind]}, which ${has}; leave engine.${name} out.`,
  )
}

function namesOf(kind: Kind): string[] {
  const schema: unknown = ENGINE_OPTIONS[kind]
  return isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : []
}
