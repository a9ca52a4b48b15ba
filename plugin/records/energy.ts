import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { PAIRED_RATIO, type PairedRatio } from './paired-ratio.ts'
import { boolean, count, joules, nullable, number, text } from './schema.ts'

/** Energy of one example of the sample, run alone. */
export interface SampleEnergy {
  readonly id: string
  /** Hash of the prompt, as in an ExampleHash: energies of different prompts are not compared. */
  readonly prompt: string
  /** Null where the engine counts none. */
  readonly tokensOut: number | null
  /** All energy that the probe measured while this example ran. */
  readonly joules: number
  /** Seconds that the joules belong to. */
  readonly seconds: number
}

/** The record of the test worker about the energy of the sample, in {@link RunMeta}. JSON-safe. */
export interface EnergyRecord {
  /** `skipped`: this run was not to measure. `failed`: it was, but the probe or the model failed. */
  readonly status: 'measured' | 'skipped' | 'failed'
  /** Why there are no joules; null when there are. */
  readonly reason: string | null
  /** The option `energy.probe`. */
  readonly probe: string
  /** What the joules cover; null where the probe could not be opened. */
  readonly scope: string | null
  /** The option `energy.idle`. */
  readonly idleSeconds: number
  /** Mean power of the idle machine with the model loaded, in watts; null where it was not measured. */
  readonly idleWatts: number | null
  /** In the order of the requests; empty unless `measured`. */
  readonly examples: readonly SampleEnergy[]
}

/** The record of a run that was not to measure, with the reason. */
export function energySkipped(
  { probe, idle }: { readonly probe: string; readonly idle: number },
  reason: string,
): EnergyRecord {
  return { status: 'skipped', reason, probe, scope: null, idleSeconds: idle, idleWatts: null, examples: [] }
}

/** One energy, and what it is for each example, output token and exact answer. */
export interface EnergyCost {
  /** Of the whole sample. */
  readonly joules: number
  readonly perExample: number
  /** Null where the engine does not count the tokens of every example. */
  readonly perToken: number | null
  /** Null where no example of the sample is exact. */
  readonly perExact: number | null
}

/** Energy of a run's sample. What was not measured is null, and `reason` says why; nothing is estimated. */
export interface Energy {
  /** The option `energy.probe`. */
  readonly probe: string
  /** What the figures cover: figures of different scopes cannot be compared. Null where the probe could not be opened. */
  readonly scope: string | null
  /** Why nothing was measured; null when something was. */
  readonly reason: string | null
  /** Examples of the sample, run one at a time; 0 when nothing was measured. */
  readonly examples: number
  /** How many of them are exact in this run (primary mode). */
  readonly exact: number
  /** Their output tokens; null where one has no count. */
  readonly tokensOut: number | null
  /** Measured seconds of the sample; null when nothing was measured. */
  readonly seconds: number | null
  /** Mean power of the idle machine with the model loaded, in watts; null where it was not measured. */
  readonly idleWatts: number | null
  /** All energy in the measured seconds; null when nothing was measured. */
  readonly gross: EnergyCost | null
  /** Gross less idle power × seconds; below 0 when idle power fell. Null without idle power. */
  readonly net: EnergyCost | null
}

/** A compared figure: gross joules for each output token, or for each example. */
export type EnergyFigure = 'perToken' | 'perExample'

/** In the order in which they are shown. */
export const ENERGY_FIGURES: readonly EnergyFigure[] = ['perToken', 'perExample']

/** A figure of the same examples, now and in the baseline; its medians are joules. */
export interface EnergyRatio extends PairedRatio {
  readonly figure: EnergyFigure
}

/**
 * `more`, `less`: an interval lies beyond the margin. `suspect`: a median does, its interval does not. `stable`: none does.
 * `new`, `accepted`: the latency baseline was written with energies. `not_gated`: there is nothing to compare with by choice.
 * `inconclusive`: nothing may be concluded.
 */
export type EnergyState =
  | 'more'
  | 'suspect'
  | 'stable'
  | 'less'
  | 'new'
  | 'accepted'
  | 'not_gated'
  | 'inconclusive'

/** The decision of the energy gate. */
export interface EnergyVerdict {
  readonly state: EnergyState
  /** One line with the numbers. */
  readonly reason: string
  /** Always 0 unless `fail`: then 1 for `more`, 2 for `inconclusive`. */
  readonly exitCode: 0 | 1 | 2
  readonly margin: number
  readonly fail: boolean
  readonly ratios: readonly EnergyRatio[]
  /** Further lines: what to do. */
  readonly notes: readonly string[]
}

const SAMPLE_ENERGY: TUnsafe<SampleEnergy> = typed<SampleEnergy>()(
  Type.Object({ id: text, prompt: text, tokensOut: nullable(count), joules, seconds: number }),
)

export const ENERGY_RECORD: TUnsafe<EnergyRecord> = typed<EnergyRecord>()(
  Type.Object({
    status: Type.Enum(['measured', 'skipped', 'failed']),
    reason: nullable(text),
    probe: text,
    scope: nullable(text),
    idleSeconds: number,
    idleWatts: nullable(number),
    examples: Type.Array(SAMPLE_ENERGY),
  }),
)

const COST: TUnsafe<EnergyCost> = typed<EnergyCost>()(
  Type.Object({
    joules: number,
    perExample: number,
    perToken: nullable(number),
    perExact: nullable(number),
  }),
)

export const ENERGY: TUnsafe<Energy> = typed<Energy>()(
  Type.Object(
    {
      probe: text,
      scope: nullable(text),
      reason: nullable(text),
      examples: count,
      exact: count,
      tokensOut: nullable(count),
      seconds: nullable(number),
      idleWatts: nullable(number),
      gross: nullable(COST),
      net: nullable(COST),
    },
    { definition: 'energy', description: 'Joules of the sample, as a probe measured them.' },
  ),
)

export const ENERGY_VERDICT: TUnsafe<EnergyVerdict> = typed<EnergyVerdict>()(
  Type.Object(
    {
      state: Type.Enum(['more', 'suspect', 'stable', 'less', 'new', 'accepted', 'not_gated', 'inconclusive']),
      reason: text,
      exitCode: Type.Enum([0, 1, 2]),
      margin: number,
      fail: boolean,
      ratios: Type.Array(
        typed<EnergyRatio>()(Type.Object({ figure: Type.Enum([...ENERGY_FIGURES]), ...PAIRED_RATIO })),
      ),
      notes: Type.Array(text),
    },
    {
      definition: 'energyVerdict',
      description:
        'The decision of the energy gate: the sample against the energies in the latency baseline of this machine.',
    },
  ),
)
