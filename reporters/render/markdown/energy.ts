import { energyTitle, energyTone } from '../../../plugin/gate/outcome/titles.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { ENERGY_COLUMNS, energyContext, energyMovement, energyRows } from '../energy-rows.ts'
import { type Block, table } from './blocks.ts'
import { prose } from './latency.ts'
import { MARKS } from './verdict.ts'

/** The energy gate's decision, and the joules of the sample. Empty if the project measures none. */
export function energyBlocks({ energy, energyGate }: RunReport): Block[] {
  if (energy === undefined || energyGate === undefined) return []
  const rows = energyRows(energy)
  const lines = [
    `${MARKS[energyTone(energyGate)]} **${energyTitle(energyGate)}**: ${prose(energyGate.reason)}`,
    ...energyGate.notes.map((note) => `- ${prose(note)}`),
    ...energyGate.ratios.map((ratio) => `- ${prose(energyMovement(ratio))}`),
  ]
  if (rows.length === 0) return [lines.join('\n')]
  return [
    '### Energy, one example at a time',
    lines.join('\n'),
    table(
      ['', ...ENERGY_COLUMNS],
      rows.map(({ name, sample, perExample, perToken, perExact }) => [
        name,
        sample,
        perExample,
        perToken,
        perExact,
      ]),
    ),
    `${prose(energyContext(energy))}.`,
  ]
}
