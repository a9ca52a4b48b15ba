import { energyTitle, energyTone } from '../../../plugin/gate/outcome/titles.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { energyContext, energyMovement, energyRows } from '../energy-rows.ts'
import { gateHeadline } from './latency.ts'
import { labelled, labelledParts, type Page } from './page.ts'

/** The joules of the sample with their scope, or why there are none; nothing without the option. */
export function energy({ energy: figures, energyGate }: RunReport, page: Page): string[] {
  if (figures === undefined) return []
  const rows = energyRows(figures).flatMap((row) =>
    labelledParts(page, `energy ${row.name}`, [
      row.sample,
      `${row.perExample}/example`,
      `${row.perToken}/token`,
      `${row.perExact}/exact example`,
    ]),
  )
  return [
    ...rows,
    ...labelled(page, rows.length === 0 ? 'energy' : '', energyContext(figures)),
    ...labelledParts(page, 'then → now', (energyGate?.ratios ?? []).map(energyMovement)),
  ]
}

/** The energy gate's decision; a line above the verdict. */
export function energyHeadline({ energyGate }: RunReport, page: Page): string[] {
  if (energyGate === undefined) return []
  const { reason, notes } = energyGate
  return gateHeadline({ title: energyTitle(energyGate), tone: energyTone(energyGate), reason, notes }, page)
}
