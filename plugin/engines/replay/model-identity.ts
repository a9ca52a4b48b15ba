import { createHash } from 'node:crypto'
import { packageInfo } from '../../core/package-info.ts'
import { BROWSER_INFO, type BrowserInfo } from '../../records/browser-info.ts'
import { MODEL_INFO, type ModelInfo, type ModelParts } from '../../records/model-info.ts'
import { inSchemaOrder } from '../../records/schema.ts'

/** Fields that identify the model of a recording, with their names in messages. */
const SAME_MODEL = {
  dtype: 'dtype',
  engine: 'engine',
  engineVersion: 'engine version',
  numerics: 'numerics',
  device: 'device',
  constraint: 'constraint',
} as const satisfies Partial<Record<keyof ModelInfo, string>>
/** Fields that also affect completions although the model is the same. */
const SAME_MACHINE = { threads: 'threads', cpu: 'CPU' } as const satisfies Partial<
  Record<keyof ModelInfo, string>
>
const PARTS = {
  tokenizer: 'tokenizer',
  chatTemplate: 'chat template',
  generationConfig: 'generation config',
  modelConfig: 'model config',
} as const satisfies Record<keyof ModelParts, string>

/**
 * Hash of everything that determines the completions of a model, except the request. A model with a content
 * hash is identified by it, whatever its name and folder. Without one, everything known must be equal, which
 * still is no proof.
 */
export function modelIdentity(model: ModelInfo): string {
  const content = model.contentSha256 ?? knownFields(model)
  const { dtype, engine, engineVersion, numerics, device, constraint, browser, threads, cpu } = model
  const parts: unknown[] = [
    packageInfo.version,
    content,
    dtype,
    engine,
    engineVersion,
    numerics,
    threads,
    cpu,
  ]
  if (constraint !== undefined) parts.push(constraint)
  if (device !== undefined) parts.push({ device })
  if (browser !== undefined) parts.push({ browser: browserIdentity(browser) })
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** The values of a model's description, always in the same order. */
function knownFields(model: ModelInfo): unknown[] {
  return Object.values(inSchemaOrder(MODEL_INFO, model)).filter((value) => value !== undefined)
}

/** What may change a completion: not whether a software adapter was requested. */
function browserIdentity(browser: BrowserInfo | undefined): string | null {
  if (browser === undefined) return null
  const { softwareAdapter: _, ...facts } = inSchemaOrder(BROWSER_INFO, browser)
  return JSON.stringify(facts)
}

/** True if recordings of both may be joined into one. The machines may differ. */
export function isSameModel(a: ModelInfo, b: ModelInfo): boolean {
  return contentOf(a) === contentOf(b) && differing(a, b, SAME_MODEL).length === 0
}

function contentOf(model: ModelInfo): string {
  return model.contentSha256 ?? model.sha256 ?? model.id
}

/** The fields in which `now` is a different model from `then`, by name. */
export function modelDifferences(then: ModelInfo, now: ModelInfo): string[] {
  const names: string[] = []
  if (then.sha256 !== now.sha256) names.push('weights')
  if (then.parts !== null && now.parts !== null) names.push(...differing(then.parts, now.parts, PARTS))
  if (names.length === 0 && contentOf(then) !== contentOf(now)) {
    names.push(then.contentSha256 === null && now.contentSha256 === null ? 'model' : 'content')
  }
  names.push(...differing(then, now, { ...SAME_MODEL, ...SAME_MACHINE }))
  if (browserIdentity(then.browser) !== browserIdentity(now.browser)) names.push('browser')
  // What remains is the version of this package, and the description of a model without a content hash.
  return names.length > 0 ? names : ['settings']
}

function differing<Value extends object>(
  a: Value,
  b: Value,
  names: { readonly [Key in keyof Value]?: string },
): string[] {
  const keys = Object.keys(names) as (keyof Value & string)[]
  return keys.filter((key) => (a[key] ?? null) !== (b[key] ?? null)).map((key) => names[key] ?? key)
}
