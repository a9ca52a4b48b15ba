import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { GATE_METRICS, type GateMetric } from './gate-metric.ts'
import { boolean, count } from './schema.ts'

/** Additional outputs of a run, next to `report.json` and `junit.xml`. */
export type ReportFormat = 'html' | 'markdown' | 'csv' | 'jsonl'

export const REPORT_FORMATS: readonly ReportFormat[] = ['html', 'markdown', 'csv', 'jsonl']

/** How the gate decides. */
export interface GateOptions {
  /**
   * The metric that decides: a score of the primary mode (`jsonExact`, `fieldF1`, `schemaCompliance`) or of a named one, such
   * as `official.fieldF1`. Default `jsonExact`; `schemaCompliance` where no example has an expected value.
   */
  readonly metric?: GateMetric
  /** One-sided significance level of the paired test. Default 0.05. */
  readonly alpha?: number
  /** Smallest loss of the metric, in 0..1, that can be a regression. Default 0.02. */
  readonly minEffect?: number
  /** Tolerated engine errors in a valid run. Default 0. */
  readonly maxErrors?: number
  /** Let a significant loss of FieldF1 or of a slice (Holm), or a loss that is not significant (`suspect`), be a regression too. Default none. */
  readonly failOn?: readonly ('fieldF1' | 'slices' | 'suspect')[]
  /** Slices that are reported and tested, and never fail the run. Default: none. */
  readonly tracked?: TrackedSlices
  /**
   * Name of another edgejson() project of the same run. This run is tested against it, in place of a baseline: it passes if it is
   * shown to be non-inferior within `margin`. Default: none.
   */
  readonly against?: string
  /** Largest loss of the metric, in its unit, with which a run is non-inferior to `against`. Default 0.03. */
  readonly margin?: number
}

/** Slices by name, e.g. `{ complexity: ['complex'], slices: { language: ['de'] } }`. */
export interface TrackedSlices {
  /** Default: none. */
  readonly complexity?: readonly string[]
  /** By the name of the schema. Default: none. */
  readonly schema?: readonly string[]
  /** Default: none. */
  readonly source?: readonly string[]
  /** By metadata (`fields.slices`). Default: none. */
  readonly slices?: Readonly<Record<string, readonly string[]>>
}

/** The latency baseline of one machine: see docs/guide/latency.md. */
export interface LatencyOptions {
  /**
   * Label of the machine, part of the baseline's file name: letters, digits, `-` and `_`. `EDGEJSON_MACHINE` overrides it.
   * Default: none, and nothing is measured.
   */
  readonly machine?: string
  /** Examples that are run again, sequentially; at least 6, because fewer have no interval. Default 20. */
  readonly sample?: number
  /** Examples run before the sample, whose times are dropped. Default 2. */
  readonly warmUp?: number
  /** Relevant slowdown, as a fraction: 0.1 is 10 %. Default 0.1. */
  readonly margin?: number
  /** Whether `slower` fails the run (exit code 1) instead of a warning. Default false. */
  readonly fail?: boolean
}

/** Energy of the latency sample: see docs/guide/energy.md. */
export interface EnergyOptions {
  /** What measures: `rapl`, `pi-pmic`, `csv:FILE` (relative to the Vitest root) or `command:COMMAND`. */
  readonly probe: string
  /** Seconds of the idle machine that are measured before the sample; 0: no idle power and no net figure. Default 30. */
  readonly idle?: number
  /** Relevant increase, as a fraction: 0.1 is 10 %. Default 0.1. */
  readonly margin?: number
  /** Whether `more` fails the run (exit code 1) instead of a warning. Default false. */
  readonly fail?: boolean
}

/** Lowest scores that a set of examples may have, each from 0 to 1. */
export interface SliceThresholds {
  /** Share of the examples whose extracted value equals the expected one. Default: no threshold. */
  readonly jsonExact?: number
  /** Macro average of FieldF1. Default: no threshold. */
  readonly fieldF1?: number
  /** Share of the examples with a schema whose extracted value is valid against it. Default: no threshold. */
  readonly schemaCompliance?: number
}

/** Lowest scores of all examples, and by complexity, schema and source; highest latencies. */
export interface Thresholds extends SliceThresholds {
  /** By complexity, e.g. `{ complex: { jsonExact: 0.5 } }`. Default: none. */
  readonly complexity?: Readonly<Record<string, SliceThresholds>>
  /** By the name of the schema. Default: none. */
  readonly schema?: Readonly<Record<string, SliceThresholds>>
  /** By source, e.g. `{ note: { fieldF1: 0.6 } }`. Default: none. */
  readonly source?: Readonly<Record<string, SliceThresholds>>
  /** By metadata (`fields.slices`), e.g. `{ language: { de: { jsonExact: 0.5 } } }`. Default: none. */
  readonly slices?: Readonly<Record<string, Readonly<Record<string, SliceThresholds>>>>
  /** Highest percentiles in milliseconds; judged on live runs only. Default: none. */
  readonly latency?: { readonly p50?: number; readonly p90?: number; readonly p95?: number }
  /** Highest numbers of prompt tokens. Where they were not measured, the run is inconclusive. Default: none. */
  readonly tokensIn?: Budget
  /** Highest numbers of output tokens. Where they were not measured, the run is inconclusive. Default: none. */
  readonly tokensOut?: Budget
  /** Highest costs, in the currency of the option `prices`. Where they were not measured, the run is inconclusive. Default: none. */
  readonly cost?: Budget
}

/** Ceilings of an amount that each example takes, all its repeats together. */
export interface Budget {
  /** Mean over the examples. Default: no ceiling. */
  readonly mean?: number
  /** 95th percentile of the examples, nearest rank. Default: no ceiling. */
  readonly p95?: number
  /** Sum of the run. Default: no ceiling. */
  readonly total?: number
}

/** Unknown names are rejected at every depth: a misspelt threshold must not pass. */
const closed = { additionalProperties: false }
const share = (example: string) =>
  Type.Number({ minimum: 0, maximum: 1, rule: `a number from 0 to 1 (${example})` })
/** At 0 the gate would never find a regression, at 1 always. */
const significanceLevel = Type.Number({
  exclusiveMinimum: 0,
  exclusiveMaximum: 1,
  rule: 'a number above 0 and below 1 (5 % is 0.05)',
})
const smallestLoss = Type.Number({
  minimum: 0,
  exclusiveMaximum: 1,
  rule: 'a number from 0 to below 1 (2 points are 0.02)',
})
/** A larger one is a percentage by mistake, and would let everything pass. */
const relativeMargin = (example: string) =>
  Type.Number({ minimum: 0, maximum: 1, rule: `a fraction from 0 to 1 (${example})` })
const duration = Type.Number({
  exclusiveMinimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  rule: 'a number of milliseconds above 0',
})

export const REPORTS: TUnsafe<readonly ReportFormat[]> = typed<readonly ReportFormat[]>()(
  Type.Array(Type.Enum([...REPORT_FORMATS]), {
    rule: `a list of ${REPORT_FORMATS.map((format) => `'${format}'`).join(', ')}`,
  }),
)

const names = Type.Array(Type.String(), { rule: "a list of names, such as ['complex']" })
const TRACKED: TUnsafe<TrackedSlices> = typed<TrackedSlices>()(
  Type.Object(
    {
      complexity: Type.Optional(names),
      schema: Type.Optional(names),
      source: Type.Optional(names),
      slices: Type.Optional(
        Type.Record(Type.String(), names, { rule: "an object of slices, such as { language: ['de'] }" }),
      ),
    },
    closed,
  ),
)

export const GATE_OPTIONS: TUnsafe<GateOptions> = typed<GateOptions>()(
  Type.Object(
    {
      metric: Type.Optional(Type.Enum([...GATE_METRICS])),
      alpha: Type.Optional(significanceLevel),
      minEffect: Type.Optional(smallestLoss),
      maxErrors: Type.Optional(count),
      failOn: Type.Optional(
        Type.Array(Type.Enum(['fieldF1', 'slices', 'suspect']), {
          rule: "a list of 'fieldF1', 'slices' and 'suspect'",
        }),
      ),
      tracked: Type.Optional(TRACKED),
      against: Type.Optional(Type.String({ minLength: 1 })),
      margin: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: 1,
          rule: 'a number above 0, up to 1 (3 points are 0.03)',
        }),
      ),
    },
    closed,
  ),
)

export const LATENCY_OPTIONS: TUnsafe<LatencyOptions> = typed<LatencyOptions>()(
  Type.Object(
    {
      machine: Type.Optional(Type.String()),
      // The interval of a median needs six values.
      sample: Type.Optional(Type.Integer({ minimum: 6, maximum: Number.MAX_SAFE_INTEGER })),
      warmUp: Type.Optional(count),
      margin: Type.Optional(relativeMargin('10 % slower is 0.1')),
      fail: Type.Optional(boolean),
    },
    closed,
  ),
)

export const ENERGY_OPTIONS: TUnsafe<EnergyOptions> = typed<EnergyOptions>()(
  Type.Object(
    {
      probe: Type.String({
        pattern: '^(?:rapl|pi-pmic|(?:csv|command):\\s*\\S.*)$',
        rule: "'rapl', 'pi-pmic', 'csv:FILE' or 'command:COMMAND'",
      }),
      idle: Type.Optional(
        Type.Number({ minimum: 0, maximum: 3600, rule: 'a number of seconds from 0 to 3600' }),
      ),
      margin: Type.Optional(relativeMargin('10 % more is 0.1')),
      fail: Type.Optional(boolean),
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

const most = Type.Number({ exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER, rule: 'a number above 0' })
const BUDGET: TUnsafe<Budget> = typed<Budget>()(
  Type.Object({ mean: Type.Optional(most), p95: Type.Optional(most), total: Type.Optional(most) }, closed),
)

export const THRESHOLDS: TUnsafe<Thresholds> = typed<Thresholds>()(
  Type.Object(
    {
      ...rates,
      complexity: Type.Optional(slices),
      schema: Type.Optional(slices),
      source: Type.Optional(slices),
      slices: Type.Optional(
        Type.Record(Type.String(), slices, {
          rule: 'an object of slices, such as { language: { de: { jsonExact: 0.5 } } }',
        }),
      ),
      latency: Type.Optional(
        Type.Object(
          { p50: Type.Optional(duration), p90: Type.Optional(duration), p95: Type.Optional(duration) },
          closed,
        ),
      ),
      tokensIn: Type.Optional(BUDGET),
      tokensOut: Type.Optional(BUDGET),
      cost: Type.Optional(BUDGET),
    },
    closed,
  ),
)
