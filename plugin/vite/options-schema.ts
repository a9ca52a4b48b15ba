import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { type PromptTemplateOption, TEMPLATE_RULE } from '../dataset/index.ts'
import { STOP_CRITERIA } from '../records/completion.ts'
import { FIELD_MAP } from '../records/field-map.ts'
import { GOLD_FILE, GOLD_VALUES } from '../records/gold-file.ts'
import { PRICES } from '../records/prices.ts'
import { ENGINE_MEMBERS, MISSES, REASONING, RECORD } from '../records/project-settings.ts'
import { FEW_SHOT } from '../records/prompt-frame.ts'
import { MOST_REPEATS } from '../records/repeats.ts'
import { SCORING_OPTIONS } from '../records/scoring-rules.ts'
import { ENERGY_OPTIONS, GATE_OPTIONS, LATENCY_OPTIONS, REPORTS, THRESHOLDS } from '../records/settings.ts'
import type { EdgejsonOptions } from './options.ts'

/** Unknown names are rejected at every depth: a misspelt threshold must not pass. */
const closed = { additionalProperties: false }
const text = { minLength: 1 }

const count = (minimum: number) => Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER })
const TEMPLATE: TUnsafe<PromptTemplateOption> = Type.Unsafe<PromptTemplateOption>(
  Type.Union([Type.Enum(['official', 'chat']), Type.String({ pattern: '\\{prompt\\}|\\.[cm]?[jt]s$' })], {
    rule: TEMPLATE_RULE,
  }),
)

const TEXTS: TUnsafe<'all' | 'none' | (string & {})> = Type.Unsafe<'all' | 'none' | (string & {})>(
  Type.Union([Type.Enum(['all', 'none']), Type.String({ pattern: '\\.[cm]?[jt]s$' })], {
    rule: "'all', 'none' or the path of a module (.ts, .mts, .js, .mjs, .cjs) that redacts a text",
  }),
)

/** No option of git, no range or path, nothing that a shell or a terminal would interpret. */
const REF = '(?!-)(?!.*\\.\\.)[^\\s\\p{C}:?*\\[\\\\]{1,250}'
const BASELINE: TUnsafe<string> = Type.Unsafe<string>(
  Type.String({
    pattern: `^(?:git:${REF}|(?!git:).*\\.json)$`,
    rule:
      'the path of a report.json, or \'git:REF\' with a branch, tag or commit (no leading "-", white space, control characters, ' +
      '":", "..", "?", "*", "[" and "\\")',
  }),
)

/**
 * All options of the plugin. Paths, the names of slices and what depends on the engine are validated where
 * they are resolved; `EdgejsonOptions` documents each option.
 */
export const OPTIONS: TUnsafe<EdgejsonOptions> = typed<EdgejsonOptions>()(
  Type.Object(
    {
      name: Type.Optional(
        Type.String({
          // It becomes the name of a report folder and part of the baseline's file name.
          pattern: '^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?$(?<!\\.(?:jsonl?|xml|html|md|csv))',
          rule:
            'up to 100 of the letters a to z, digits, ".", "_" and "-" (it becomes part of file names), beginning with a ' +
            'letter, a digit or "_" and not ending with "." or the extension of a report',
        }),
      ),
      model: Type.Optional(Type.String(text)),
      datasets: Type.Optional(
        Type.Union([Type.String(text), Type.Array(Type.String(text), { minItems: 1 })], {
          rule: 'a path or a list of at least one path',
        }),
      ),
      schemas: Type.Optional(Type.String(text)),
      schema: Type.Optional(Type.String(text)),
      backtrackingPatterns: Type.Optional(
        Type.Array(Type.String(text), { rule: 'a list of patterns, each as its schema writes it' }),
      ),
      fields: Type.Optional(FIELD_MAP),
      gold: Type.Optional(GOLD_FILE),
      goldValues: Type.Optional(GOLD_VALUES),
      template: Type.Optional(TEMPLATE),
      system: Type.Optional(Type.String({ pattern: '\\S', rule: 'a text that is not blank' })),
      examples: Type.Optional(FEW_SHOT),
      maxNewTokens: Type.Optional(count(1)),
      stop: Type.Optional(Type.Enum([...STOP_CRITERIA])),
      reasoning: Type.Optional(REASONING),
      repeats: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_REPEATS })),
      // What a timer can hold.
      timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
      concurrency: Type.Optional(count(1)),
      engine: Type.Optional(ENGINE_MEMBERS),
      limit: Type.Optional(count(1)),
      assertion: Type.Optional(Type.String(text)),
      texts: Type.Optional(TEXTS),
      misses: Type.Optional(MISSES),
      perExample: Type.Optional(Type.Boolean()),
      gate: Type.Optional(
        Type.Union([GATE_OPTIONS, Type.Literal(false)], { rule: 'an object, or false for no gate' }),
      ),
      scoring: Type.Optional(SCORING_OPTIONS),
      thresholds: Type.Optional(THRESHOLDS),
      prices: Type.Optional(PRICES),
      latency: Type.Optional(LATENCY_OPTIONS),
      energy: Type.Optional(ENERGY_OPTIONS),
      reports: Type.Optional(REPORTS),
      outputDir: Type.Optional(Type.String(text)),
      baseline: Type.Optional(BASELINE),
      baselineDir: Type.Optional(Type.String(text)),
      record: Type.Optional(RECORD),
    },
    closed,
  ),
)
