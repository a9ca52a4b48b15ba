import { pathToFileURL } from 'node:url'
import { cpuModel } from '../core/cpu.ts'
import { EdgejsonError, errorCode, errorMessage } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { condensed, quoted } from '../core/printable.ts'
import { withinLimit } from '../core/within-limit.ts'
import type { Completion } from '../records/completion.ts'
import type { Engine } from '../records/engine.ts'
import type { ModelInfo } from '../records/model-info.ts'
import { modelInfo } from '../records/model-info.ts'
import { completionProblem } from './contract/completion-guard.ts'
import { limitGenerate } from './contract/limit-generate.ts'
import type { EngineOptions } from './contract/options.ts'

const EXPECTED =
  'its default export must be an engine or a function (options) => engine, and an engine has ' +
  'model {id, …}, generate(requests, signal) and close(); defineEngine of vitest-edgejson/engines makes one of a function'

/** How an engine module is loaded. */
export interface ModuleContext {
  /** How a module specifier (a `file:` URL) is imported. Default: Node's own `import()`. */
  readonly importModule?: (url: string) => Promise<unknown>
  /** Time limit for starting a module, in milliseconds. Default 300,000. */
  readonly startLimitMs?: number
}

/**
 * Loads an engine from a module whose default export is an engine, or a function that makes one.
 *
 * @throws EdgejsonError `BAD_MODEL` if the module cannot be loaded or exports something else.
 */
export async function loadModule(
  file: string,
  options: EngineOptions,
  { importModule = (url) => import(url), startLimitMs = 300_000 }: ModuleContext = {},
): Promise<Engine> {
  const started = performance.now()
  const inTime = <T>(work: Promise<T> | T): Promise<T> =>
    withinLimit(work, startLimitMs - (performance.now() - started), () => tooSlow(file, startLimitMs))
  let loaded: unknown
  try {
    loaded = await inTime(importModule(pathToFileURL(file).href))
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    const hint =
      errorCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? ' Node runs TypeScript from 22.18 on; here, write the module as .mjs.'
        : ''
    throw new EdgejsonError(
      'BAD_MODEL',
      `cannot load the module ${file}: ${condensed(errorMessage(error))}.${hint}`,
      { cause: error },
    )
  }
  const exported = isRecord(loaded) ? unwrapped(loaded.default) : undefined
  let candidate: unknown = exported
  if (typeof exported === 'function') {
    try {
      candidate = await inTime(exported(options))
    } catch (error) {
      if (error instanceof EdgejsonError) throw error
      throw new EdgejsonError('BAD_MODEL', `the engine of ${file} does not start: ${errorMessage(error)}`, {
        cause: error,
      })
    }
  }
  if (!isEngine(candidate)) {
    throw new EdgejsonError('BAD_MODEL', `${file} exports no engine (got ${quoted(candidate)}): ${EXPECTED}.`)
  }
  return checked(candidate, file, options.model)
}

const SHA256 = /^[0-9a-f]{64}$/

function tooSlow(file: string, limitMs: number): EdgejsonError {
  return new EdgejsonError(
    'BAD_MODEL',
    `the module ${file} has not started within ${limitMs} ms; raise the option timeout, or look for a promise in it that ` +
      'never settles (a top-level await, the exported function)',
  )
}

/** In a CommonJS module that was compiled from ESM, the default export is one level deeper. */
function unwrapped(value: unknown): unknown {
  return isRecord(value) && value.__esModule === true ? value.default : value
}

function isEngine(value: unknown): value is Engine {
  return (
    isRecord(value) &&
    isRecord(value.model) &&
    typeof value.model.id === 'string' &&
    typeof value.generate === 'function' &&
    typeof value.close === 'function' &&
    (value.concurrency === undefined ||
      (typeof value.concurrency === 'number' &&
        Number.isSafeInteger(value.concurrency) &&
        value.concurrency >= 1))
  )
}

/** The engine with defaults for missing fields. Its completions are validated before they are used. */
function checked(engine: Engine, file: string, specifier: string): Engine {
  const given: Partial<ModelInfo> & { readonly id: string } = engine.model
  const { contentSha256 = null } = given
  if (contentSha256 !== null && !(typeof contentSha256 === 'string' && SHA256.test(contentSha256))) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `model.contentSha256 of ${file} is ${quoted(contentSha256)}; it must be 64 hexadecimal digits, the SHA-256 of all ` +
        'that determines a completion, or null. hashFiles of vitest-edgejson/engines makes one of files.',
    )
  }
  const generate = limitGenerate(engine, file)
  const seen = new WeakSet<object>()
  const own = (completion: unknown): Completion => {
    const problem = completionProblem(completion) ?? reuseProblem(completion, seen)
    if (problem !== null)
      throw new EdgejsonError('ENGINE_FAILED', `a completion of ${file} is not valid: ${problem}.`)
    // A copy: what the module does to its object later must not change what was scored.
    return copyOf(completion as Completion, file)
  }
  return {
    // A module runs on this machine unless it says otherwise.
    model: modelInfo({ specifier, cpu: cpuModel(), ...given }),
    concurrency: engine.concurrency ?? 1,
    replay: engine.replay === true,
    ...(Array.isArray(engine.notes) ? { notes: engine.notes.map(String) } : {}),
    async generate(requests, signal) {
      const completions: unknown = await generate(structuredClone(requests), signal)
      if (!Array.isArray(completions) || completions.length !== requests.length) {
        throw new EdgejsonError(
          'ENGINE_FAILED',
          `generate of ${file} must return a list with one completion for each of the ${requests.length} requests, ` +
            `in their order; it returned ${Array.isArray(completions) ? `${completions.length} of them` : quoted(completions)}.`,
        )
      }
      return completions.map(own)
    },
    close: () => engine.close(),
  }
}

/** An object that is used again has lost its earlier text by the time that it arrives, unless it cannot change. */
function reuseProblem(completion: unknown, seen: WeakSet<object>): string | null {
  if (!isRecord(completion) || Object.isFrozen(completion)) return null
  if (seen.has(completion))
    return 'it is the object of an earlier completion, whose text it may have replaced; it must be an object of its own'
  seen.add(completion)
  return null
}

function copyOf(completion: Completion, file: string): Completion {
  try {
    const copy: unknown = structuredClone(completion)
    // What a class or a getter gave may be missing, or another text, in the copy.
    const problem = completionProblem(copy)
    if (problem === null) return copy as Completion
    throw new TypeError(problem)
  } catch (error) {
    throw new EdgejsonError(
      'ENGINE_FAILED',
      `a completion of ${file} cannot be copied: ${condensed(errorMessage(error))}. It must be a plain object.`,
      { cause: error },
    )
  }
}
