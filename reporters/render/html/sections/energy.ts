import { energyTitle } from '../../../../plugin/gate/outcome/titles.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { ENERGY_COLUMNS, energyContext, energyMovement, energyRows } from '../../energy-rows.ts'
import { type Html, html } from '../markup.ts'
import { numberCell, type Place, row, section, table } from './section.ts'

/** The joules of the sample and the decision of the energy gate; null if the project measures none. */
export function energy({ energy: figures, energyGate }: RunReport, place: Place): Html | null {
  if (figures === undefined || energyGate === undefined) return null
  const { reason, notes, ratios } = energyGate
  const rows = energyRows(figures)
  const decision = html`<p><strong>${energyTitle(energyGate)}</strong>: ${reason}${notes.map((note) => html` ${note}`)}</p>
${ratios.map((ratio) => html`<p class="note">${energyMovement(ratio)}</p>`)}`
  if (rows.length === 0) return section(place, 'energy', 'Energy', decision)
  return section(
    place,
    'energy',
    'Energy',
    decision,
    table({
      label: 'Energy one example at a time',
      caption: energyContext(figures),
      columns: ['', ...ENERGY_COLUMNS].map((title, index) => ({
        title: title === '' ? html`<span class="hidden">Energy</span>` : title,
        kind: index === 0 ? 'text' : 'number',
      })),
      rows: rows.map(({ name, sample, perExample, perToken, perExact }) =>
        row(name, ...[sample, perExample, perToken, perExact].map(numberCell)),
      ),
    }),
  )
}
