import { printable } from '../../plugin/core/printable.ts'
import { adapterText, type BrowserInfo, browserText, fellBack } from '../../plugin/records/browser-info.ts'
import type { ModelInfo } from '../../plugin/records/model-info.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'

/** Whether the modules of one dataset belong to one run. */
export interface ShardAgreement {
  /** Why they do not; null when they do. */
  readonly problem: string | null
  /** Differences that are allowed, for people. */
  readonly notes: readonly string[]
}

type Value = string | number | null

/** Of a model, what may differ between the shards of a run: place, machine, and figures that follow from the rest. */
const MAY_DIFFER: ReadonlySet<string> = new Set([
  'specifier',
  'threads',
  'cpu',
  'browser',
  'parameters',
  'bytes',
  'contextLength',
])

const NAMES: Readonly<Record<string, string>> = {
  id: 'model',
  sha256: 'weights (SHA-256)',
  contentSha256: 'model content (SHA-256)',
  tokenizer: 'tokenizer (SHA-256)',
  chatTemplate: 'chat template (SHA-256)',
  generationConfig: 'generation config (SHA-256)',
  modelConfig: 'model config (SHA-256)',
  engineVersion: 'engine version',
  datasetSha256: 'dataset (SHA-256)',
  schemasSha256: 'JSON Schemas (SHA-256)',
  template: 'prompt template',
  templateSha256: 'prompt template (SHA-256)',
  maxNewTokens: 'token limit',
  stop: 'stop criterion',
  reasoning: 'reasoning markers',
  sampling: 'sampling',
  repeats: 'repeats',
  extractionVersion: 'extraction version',
  metricVersion: 'metric version',
  scoringRules: 'scoring rules',
  fields: 'fields',
  limit: 'limit',
  shards: 'number of shards',
}

/**
 * Compares what the shards of a dataset said of themselves. Everything that determines completions or scores must be
 * equal, or the merge would judge a mixture of runs; a field that a later release adds to the model counts, too. Threads and
 * machines may differ.
 */
export function shardsAgree(all: readonly RunMeta[]): ShardAgreement {
  const metas = [...all].sort((a, b) => numberOf(a) - numberOf(b))
  const loaded = metas.filter(({ model }) => model !== null)
  const settings = differences(metas, settingsOf)
  const models = differences(loaded, ({ model }) => (model === null ? {} : identityOf(model)))
  const places = differences(loaded, ({ model, machine }) => ({
    threads: model?.threads ?? null,
    CPU: machine.cpu,
    browser: model?.browser === undefined ? null : browserText(model.browser),
    adapter: model?.browser === undefined ? null : adapterText(model.browser),
  }))
  const found = [...models, ...settings]
  return {
    problem:
      found.length === 0
        ? null
        : `the shards belong to different runs, which differ in ${found.join('; ')}. Run all shards with one model, configuration ` +
          'and dataset, and merge those',
    notes: places.length === 0 ? [] : [`The shards ran with different ${places.join('; ')}.`],
  }
}

function settingsOf({
  fingerprint,
  dataset,
  fields,
  schemasSha256,
  limit,
  part,
}: RunMeta): Record<string, Value> {
  return {
    ...fingerprint,
    repeats: fingerprint.repeats ?? 1,
    datasetSha256: dataset.sha256,
    fields: fields === null ? null : JSON.stringify(Object.entries(fields).sort()),
    schemasSha256,
    limit,
    shards: part?.[1] ?? null,
  }
}

function identityOf({ parts, ...model }: ModelInfo): Record<string, Value> {
  // What one shard may compute in software, another one may not.
  const software = adapterKind(model.browser)
  const identity = Object.fromEntries(
    Object.entries({ ...model, ...parts, 'WebGPU in software': software })
      .filter(([key]) => !MAY_DIFFER.has(key))
      .map(([key, value]) => [key, isPlain(value) ? value : JSON.stringify(value)]),
  )
  // A module without a content hash is known by its file. Servers and recordings have a place of their own for each shard.
  return model.contentSha256 !== null || /^(?:https?|replay):/.test(model.specifier)
    ? identity
    : { ...identity, 'model path': model.specifier }
}

function adapterKind(browser: BrowserInfo | undefined): string {
  if (browser?.adapter?.isFallback !== true) return 'no'
  return fellBack(browser) ? 'yes' : 'as requested'
}

function isPlain(value: unknown): value is Value {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

/** `token limit 2048 (shard 1), 7 (shard 2)` for each key whose values are not all equal. */
function differences(
  metas: readonly RunMeta[],
  valuesOf: (meta: RunMeta) => Readonly<Record<string, Value>>,
): string[] {
  const sides = metas.map((meta) => ({ name: nameOf(meta), values: valuesOf(meta) }))
  const keys = new Set(sides.flatMap(({ values }) => Object.keys(values)))
  return [...keys].flatMap((key) => {
    const groups = new Map<Value, string[]>()
    for (const { name, values } of sides) {
      const value = values[key] ?? null
      groups.set(value, [...new Set([...(groups.get(value) ?? []), name])])
    }
    if (groups.size < 2) return []
    const texts = [...groups].map(([value, names]) => `${shown(value)} (${listedShards(names)})`)
    return [`${NAMES[key] ?? key} ${texts.join(', ')}`]
  })
}

const numberOf = ({ shard, part }: RunMeta): number => shard ?? part?.[0] ?? 0

const nameOf = (meta: RunMeta): string => (meta.part === null ? 'the whole run' : String(numberOf(meta)))

/** Most shards that a message names. */
const MOST = 5

function listedShards(names: readonly string[]): string {
  if (names[0] === 'the whole run') return names[0]
  const more = names.length > MOST ? ' …' : ''
  return `shard ${names.slice(0, MOST).join(', ')}${more}`
}

function shown(value: Value): string {
  if (value === null) return 'none'
  const text = String(value)
  return printable(/^\w{64}$/.test(text) ? `${text.slice(0, 8)}…` : text, 80)
}
