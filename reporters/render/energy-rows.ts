import {
  duration,
  integer,
  energy as joulesText,
  NOT_MEASURED_WORDS,
  plural,
  quantity,
  ratioNumber,
  times,
} from '../../plugin/core/format.ts'
import { energyName } from '../../plugin/gate/latency/decide-energy.ts'
import type { Energy, EnergyRatio } from '../../plugin/records/energy.ts'

/** Gross or net energy of the sample, as a row of a table. */
export interface EnergyRow {
  readonly name: 'gross' | 'net'
  readonly sample: string
  readonly perExample: string
  readonly perToken: string
  readonly perExact: string
}

/** Titles of the cells of an {@link EnergyRow} after its name. */
export const ENERGY_COLUMNS: readonly string[] = [
  'sample',
  'per example',
  'per output token',
  'per exact example',
]

/** The sample's energies; empty when nothing was measured. */
export function energyRows(energy: Energy): EnergyRow[] {
  if (energy.gross === null) return []
  return (['gross', 'net'] as const).map((name) => {
    const cost = energy[name]
    return {
      name,
      sample: joulesText(cost?.joules ?? null),
      perExample: joulesText(cost?.perExample ?? null),
      perToken: joulesText(cost?.perToken ?? null),
      perExact: joulesText(cost?.perExact ?? null),
    }
  })
}

/** `20 examples (17 exact, 1,204 output tokens) in 34.1 s, idle 3.21 W, probe rapl, scope: 1 CPU package`; or why not. */
export function energyContext(energy: Energy): string {
  const { examples, exact, tokensOut, seconds, idleWatts, probe, scope, reason } = energy
  if (seconds === null) return `${NOT_MEASURED_WORDS}: ${reason ?? 'no reason was given'} (probe ${probe})`
  const tokens = tokensOut === null ? 'tokens not counted' : plural(tokensOut, 'output token')
  const idle = idleWatts === null ? `idle ${NOT_MEASURED_WORDS}` : `idle ${quantity(idleWatts)} W`
  return (
    `${plural(examples, 'example')} (${integer(exact)} exact, ${tokens}) in ${duration(1000 * seconds)}, ${idle}, ` +
    `probe ${probe}, scope: ${scope ?? 'unknown'}`
  )
}

/** `J/token 31.0 mJ → 40.6 mJ, ×1.31 (1.28 – 1.36)`, with a mark where it has no effect on the decision. */
export function energyMovement({
  figure,
  reference,
  candidate,
  ratio,
  interval,
  judged,
}: EnergyRatio): string {
  const [low, high] = interval
  return (
    `${energyName(figure)} ${joulesText(reference)} → ${joulesText(candidate)}, ${times(ratio)} ` +
    `(${ratioNumber(low)} – ${ratioNumber(high)})${judged ? '' : ', not judged'}`
  )
}
