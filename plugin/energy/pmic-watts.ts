import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'

/** Rails of a Raspberry Pi 5 of which both current and voltage are measured. */
const RAILS = 12

/**
 * The power in watts of `vcgencmd pmic_read_adc`: the sum of current × voltage over the rails with both. `EXT5V_V` and `BATT_V`
 * have no current and are left out.
 *
 * @throws {EdgejsonError} `IO` when the text does not have 12 such rails
 */
export function pmicWatts(text: string): number {
  const currents = new Map<string, number>()
  const voltages = new Map<string, number>()
  for (const [, rail = '', kind, value] of text.matchAll(
    /^\s*(\w+)_([AV])\s+(?:current|volt)\(\d+\)=(\d+(?:\.\d+)?)[AV]\s*$/gm,
  )) {
    const values = kind === 'A' ? currents : voltages
    values.set(rail, Number(value))
  }
  const rails = [...currents].flatMap(([rail, amperes]) => {
    const volts = voltages.get(rail)
    return volts === undefined ? [] : [amperes * volts]
  })
  if (rails.length === RAILS) return rails.reduce((sum, watts) => sum + watts, 0)
  throw new EdgejsonError(
    'IO',
    `"vcgencmd pmic_read_adc" printed ${rails.length} rails with current and voltage: ${quoted(text)}. A Raspberry Pi 5 has ${RAILS}; other models have no such meter.`,
  )
}
