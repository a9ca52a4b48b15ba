import { exec, execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EdgejsonError, errorCode, errorMessage } from '../core/errors.ts'
import { condensed, quoted } from '../core/printable.ts'
import { pmicWatts } from './pmic-watts.ts'
import type { EnergyProbe } from './probe.ts'
import { startSampling, trapezoid } from './sampling.ts'

const INTERVAL_MS = 100
/** A reading that takes longer is a failure. */
const LIMITS = { timeout: 10_000, maxBuffer: 1 << 20 }

/**
 * A shell command that prints a power in watts, run again and again.
 *
 * @param folder its working folder. Default: the process's
 */
export function commandProbe(command: string, folder: string = process.cwd()): Promise<EnergyProbe> {
  const run = async (): Promise<number> =>
    wattsOf((await promisify(exec)(command, { ...LIMITS, cwd: folder })).stdout)
  return sampledProbe(`command:${command}`, `what ${quoted(command)} prints`, run)
}

/**
 * The power management chip of a Raspberry Pi 5: the sum over its 12 rails of current × voltage.
 *
 * @param vcgencmd the program; another one in tests
 */
export function piPmicProbe(vcgencmd = 'vcgencmd'): Promise<EnergyProbe> {
  const run = async (): Promise<number> =>
    pmicWatts((await promisify(execFile)(vcgencmd, ['pmic_read_adc'], LIMITS)).stdout)
  return sampledProbe('pi-pmic', '12 rails of the Raspberry Pi 5 PMIC, no USB, fan or converter losses', run)
}

/** A power that is read once to check the probe, then sampled; the energy is its integral by the trapezoid rule. */
async function sampledProbe(name: string, scope: string, run: () => Promise<number>): Promise<EnergyProbe> {
  const read = async (): Promise<number> => {
    try {
      return await run()
    } catch (error) {
      if (error instanceof EdgejsonError) throw error
      const missing =
        errorCode(error) === 'ENOENT' ? ' It is not installed on this machine: use another probe.' : ''
      throw new EdgejsonError(
        'IO',
        `the probe ${quoted(name)} failed: ${condensed(errorMessage(error))}.${missing}`,
      )
    }
  }
  await read()
  return { scope, start: () => startSampling(read, INTERVAL_MS, trapezoid) }
}

/**
 * A number, with or without the unit: `4.21`, `4.21 W`.
 *
 * @throws {EdgejsonError} `IO` for any other text
 */
export function wattsOf(text: string): number {
  const [, number] = /^\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*W?\s*$/i.exec(text) ?? []
  const watts = Number(number)
  if (number !== undefined && Number.isFinite(watts)) return watts
  throw new EdgejsonError(
    'IO',
    `the energy command printed ${quoted(text)}. It must print one number, the watts.`,
  )
}
