import { isRecord } from '../../core/json/json.ts'
import { type ModelInfo, type ModelParts, modelInfo } from '../../records/model-info.ts'

type Kind = 'text' | 'text or null' | 'count or null' | 'parts or null'

/** Every field of a model's description with its type; the compiler checks that none is missing. */
const FIELDS = {
  id: 'text',
  specifier: 'text',
  sha256: 'text or null',
  contentSha256: 'text or null',
  parts: 'parts or null',
  dtype: 'text or null',
  engine: 'text',
  engineVersion: 'text or null',
  numerics: 'text or null',
  constraint: 'text or null',
  threads: 'count or null',
  cpu: 'text or null',
  parameters: 'count or null',
  bytes: 'count or null',
  contextLength: 'count or null',
} as const satisfies Record<keyof ModelInfo, Kind>

const PARTS: readonly (keyof ModelParts)[] = ['tokenizer', 'chatTemplate', 'generationConfig', 'modelConfig']

/** The values of a model's description, always in the same order. */
export function modelFields(model: ModelInfo): unknown[] {
  const values = Object.keys(FIELDS).map((name) => model[name as keyof ModelInfo])
  return values.filter((value) => value !== undefined)
}

/**
 * Validates a model's description in a recording; a string says what is wrong with it. Missing fields are
 * unknown.
 */
export function parseModelInfo(value: unknown): ModelInfo | string {
  if (!isRecord(value) || typeof value.id !== 'string') return 'model must be an object with an id'
  const known: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(FIELDS)) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined
    if (field === undefined) continue
    if (!holds(kind, field)) return `model.${name} must be ${RULES[kind]}`
    known[name] = field
  }
  return modelInfo({ ...known, id: value.id })
}

const RULES: Readonly<Record<Kind, string>> = {
  text: 'a string',
  'text or null': 'a string or null',
  'count or null': 'a number of at least 0, or null',
  'parts or null': 'an object of hashes, or null',
}

function holds(kind: Kind, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string'
  if (value === null) return true
  if (kind === 'text or null') return typeof value === 'string'
  if (kind === 'count or null') return typeof value === 'number' && value >= 0
  return isRecord(value) && PARTS.every((part) => value[part] === null || typeof value[part] === 'string')
}
