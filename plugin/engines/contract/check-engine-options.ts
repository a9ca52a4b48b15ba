import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { type Checker, type CheckWording, checker } from '../../core/schema/checker.ts'
import { either } from '../../core/schema/rule-text.ts'
import type { EngineOptions, Runtime } from './options.ts'
import {
  COMMON,
  ENGINE_OPTIONS,
  isRuntime,
  OF_AI_SDK,
  OF_BACKEND_ONNX,
  type OptionSet,
  optionSetOf,
} from './options-schema.ts'
import type { ModelTarget } from './specifier.ts'

const SETS = Object.keys(ENGINE_OPTIONS) as OptionSet[]
const WORDS: Readonly<Record<OptionSet, string>> = {
  onnx: 'a model in ONNX',
  'transformers.js': 'a model in ONNX',
  browser: 'a model in ONNX',
  server: 'a server',
  replay: 'a recording',
  rules: 'the rule-based parser',
  module: 'a module',
  gguf: 'a GGUF file',
}
const WORDING: CheckWording = { code: 'BAD_OPTION', noun: 'option', at: 'engine' }

const checkCommon = checker(COMMON)
const checkOwn = new Map<OptionSet, Checker<object>>()
for (const set of SETS) {
  const schema = ENGINE_OPTIONS[set]
  if (schema !== null) checkOwn.set(set, checker(schema))
}

/**
 * Validates the engine options of a configuration file against those of the kind of engine: of the runtime for ONNX
 * weights. A module defines its own options, so they are not checked.
 *
 * @param otherKinds what happens to an option of another kind of engine: `refuse`, or `ignore` if the options
 * were written for another model. An option of another runtime is always refused: `runtime` stands next to it.
 * @throws EdgejsonError `BAD_OPTION`
 */
export function checkEngineOptions(
  options: EngineOptions,
  kind: ModelTarget['kind'],
  otherKinds: 'refuse' | 'ignore' = 'refuse',
): void {
  const { model, root, concurrency, ...given } = options
  const set = optionSetOf(kind, options.runtime)
  checkCommon({ root, concurrency }, WORDING)
  if (ENGINE_OPTIONS[set] === null) return
  const known = namesOf(set)
  const own: [string, unknown][] = []
  for (const [name, value] of Object.entries(given)) {
    const owners = known.includes(name) ? [] : SETS.filter((other) => namesOf(other).includes(name))
    if (owners.length === 0) own.push([name, value])
    else if (value === undefined) continue
    else if (isRuntime(set) && owners.some(isRuntime))
      throw ofOtherRuntime(name, owners.filter(isRuntime), set)
    else if (otherKinds === 'refuse') throw notOfThisKind(name, owners, set, model)
  }
  checkOwn.get(set)?.(Object.fromEntries(own), WORDING)
  if (set === 'browser') checkBackend(options)
}

/** Options that the back end of a page does not have. */
function checkBackend(options: EngineOptions): void {
  if (options.backend === 'onnx') {
    if (options.device !== 'webgpu') return
    throw new EdgejsonError(
      'BAD_OPTION',
      "option engine.device is 'webgpu', and engine.backend 'onnx' computes with 'wasm' only; leave engine.device out, or use " +
        "engine.backend 'transformers.js'.",
    )
  }
  const given = Object.entries(options).find(
    ([name, value]) => OF_BACKEND_ONNX.includes(name) && value !== undefined,
  )
  if (given === undefined) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `option engine.${given[0]} is for engine.backend 'onnx', but the backend is 'transformers.js'; leave engine.${given[0]} out, or ` +
      "set engine.backend to 'onnx'.",
  )
}

function ofOtherRuntime(name: string, owners: readonly Runtime[], runtime: Runtime): EdgejsonError {
  const others = either(owners.map((owner) => `'${owner}'`))
  return new EdgejsonError(
    'BAD_OPTION',
    `option engine.${name} is for engine.runtime ${others}, but the runtime is '${runtime}', which has the engine ` +
      `options ${namesOf(runtime).join(', ')}; leave engine.${name} out, or set engine.runtime to ${others}.`,
  )
}

function notOfThisKind(
  name: string,
  owners: readonly OptionSet[],
  set: OptionSet,
  model: string,
): EdgejsonError {
  const known = namesOf(set)
  const has = known.length === 0 ? 'has no engine options' : `has the engine options ${known.join(', ')}`
  return new EdgejsonError(
    'BAD_OPTION',
    `option engine.${name} is for ${either(owners.map((owner) => WORDS[owner]))}, but model ${quoted(model)} is ` +
      `${WORDS[set]}, which ${has}; leave engine.${name} out.`,
  )
}

function namesOf(set: OptionSet): string[] {
  if (set === 'module') return Object.keys(OF_AI_SDK)
  const schema: unknown = ENGINE_OPTIONS[set]
  return isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : []
}
