import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { commandProbe, piPmicProbe } from './command.ts'
import { joulescopeProbe } from './joulescope.ts'
import type { EnergyProbe } from './probe.ts'
import { raplProbe } from './rapl.ts'

/**
 * The probe that a text names: `rapl`, `pi-pmic`, `csv:FILE` or `command:COMMAND`. It is read once, so that a probe that this machine
 * does not have fails here.
 *
 * @param folder where a relative FILE begins, and the working folder of COMMAND; absolute. Default: the process's
 * @throws {EdgejsonError} `BAD_ARGUMENT` for another name or no counter, `IO` for a probe that cannot be read
 */
export async function openProbe(name: string, folder: string = process.cwd()): Promise<EnergyProbe> {
  const [, kind, value = ''] = /^(csv|command):(.+)$/s.exec(name) ?? []
  if (kind === 'csv') return joulescopeProbe(path.resolve(folder, value))
  if (kind === 'command') return commandProbe(value, folder)
  if (name === 'rapl') return raplProbe()
  if (name === 'pi-pmic') return piPmicProbe()
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `the probe ${quoted(name)} is unknown. It must be rapl, pi-pmic, csv:FILE or command:COMMAND.`,
  )
}
