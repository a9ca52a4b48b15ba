import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { FIELD_MAP, type PromptTemplateOption, TEMPLATE_RULE } from '../dataset/index.ts'
import type { ReasoningOption } from '../extraction/reasoning.ts'
import type { StopCriterion } from '../records/completion.ts'
import {
  type GateOptions,
  type LatencyOptions,
  REPORT_FORMATS,
  type SliceThresholds,
  type Thresholds,
} from '../records/settings.ts'
import type { EdgejsonOptions } from './options.ts'

/** Unknown names are rejected at every depth: a misspelt threshold must not pass. */
const closed = { additionalProperties: false }
const text = { minLength: 1 }

const count = (minimum: number) => Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER })
const share = (example: string) =>
  Type.Number({ minimum: 0, maximum: 1, rule: `a number from 0 to 1 (${example})` })
const milliseconds = Type.Number({
  exclusiveMinimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  rule: 'a number of milliseconds above 0',
})

const GATE: TUnsafe<GateOptions> = typed<GateOptions>()(
  Type.Object(
    {
      alpha: Type.Optional(share('5 % is 0.05')),
      minEffect: Type.Optional(share('2 points are 0.02')),
      maxErrors: Type.Optional(count(0)),
      failOn: Type.Optional(
        Type.Array(Type.Enum(['fieldF1', 'slices']), { rule: "a list of 'fieldF1' and 'slices'" }),
      ),
    },
    closed,
  ),
)

const LATENCY: TUnsafe<LatencyOptions> = typed<LatencyOptions>()(
  Type.Object(
    {
      machine: Type.Optional(Type.String()),
      // The interval of a median needs six values.
      sample: Type.Optional(count(6)),
      warmUp: Type.Optional(count(0)),
      margin: Type.Optional(
        Type.Number({ minimum: 0, maximum: 10, rule: 'a fraction from 0 to 10 (10 % slower is 0.1)' }),
      ),
      fail: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
)

const rates = {
  jsonExact: Type.Optional(share('90 % is 0.9')),
  fieldF1: Type.Optional(share('90 % is 0.9')),
  schemaCompliance: Type.Optional(share('90 % is 0.9')),
}
const SLICE_THRESHOLDS: TUnsafe<SliceThresholds> = typed<SliceThresholds>()(Type.Object(rates, closed))
const slices = Type.Record(Type.String(), SLICE_THRESHOLDS, {
  rule: 'an object of slice names, such as { complex: { jsonExact: 0.5 } }',
})

const THRESHOLDS: TUnsafe<Thresholds> = typed<Thresholds>()(
  Type.Object(
    {
      ...rates,
      complexity: Type.Optional(slices),
      schema: Type.Optional(slices),
      source: Type.Optional(slices),
      latency: Type.Optional(
        Type.Object(
          {
            p50: Type.Optional(milliseconds),
            p90: Type.Optional(milliseconds),
            p95: Type.Optional(milliseconds),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
)

const TEMPLATE: TUnsafe<PromptTemplateOption> = Type.Unsafe<PromptTemplateOption>(
  Type.Union([Type.Enum(['official', 'chat']), Type.String({ pattern: '\\{prompt\\}' })], {
    rule: TEMPLATE_RULE,
  }),
)

const REASONING: TUnsafe<ReasoningOption> = typed<ReasoningOption>()(
  Type.Union(
    [
      Type.Object(
        { start: Type.String(text), end: Type.String(text), opened: Type.Optional(Type.Boolean()) },
        closed,
      ),
      Type.Literal(false),
    ],
    {
      rule: "{ start, end } with two different texts, such as { start: '[THINK]', end: '[/THINK]' }, or false",
    },
  ),
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
      backtrackingPatterns: Type.Optional(
        Type.Array(Type.String(text), { rule: 'a list of patterns, each as its schema writes it' }),
      ),
      fields: Type.Optional(FIELD_MAP),
      template: Type.Optional(TEMPLATE),
      maxNewTokens: Type.Optional(count(1)),
      stop: Type.Optional(Type.Enum(['json_complete', 'eos'] satisfies StopCriterion[])),
      reasoning: Type.Optional(REASONING),
      // What a timer can hold.
      timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
      concurrency: Type.Optional(count(1)),
      engine: Type.Optional(
        Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
            rule: 'a string, a number, true or false',
          }),
          { rule: 'an object of engine options, such as { threads: 4 }' },
        ),
      ),
      limit: Type.Optional(count(1)),
      assertion: Type.Optional(Type.String(text)),
      misses: Type.Optional(Type.Enum(['gate', 'fail', 'pass'])),
      perExample: Type.Optional(Type.Boolean()),
      gate: Type.Optional(
        Type.Union([GATE, Type.Literal(false)], { rule: 'an object, or false for no gate' }),
      ),
      thresholds: Type.Optional(THRESHOLDS),
      latency: Type.Optional(LATENCY),
      reports: Type.Optional(
        Type.Array(Type.Enum([...REPORT_FORMATS]), {
          rule: `a list of ${REPORT_FORMATS.map((format) => `'${format}'`).join(', ')}`,
        }),
      ),
      outputDir: Type.Optional(Type.String(text)),
      baselineDir: Type.Optional(Type.String(text)),
      record: Type.Optional(
        Type.Union([Type.Boolean(), Type.Literal('resume')], { rule: "true, false or 'resume'" }),
      ),
    },
    closed,
  ),
)
