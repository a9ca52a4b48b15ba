import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { type Command, Option } from 'commander'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { energy as joulesText, NOT_MEASURED_WORDS, quantity } from '../../plugin/core/format.ts'
import { printable, quoted } from '../../plugin/core/printable.ts'
import { type EnergyFigures, measureEnergy, openProbe } from '../../plugin/energy/index.ts'
import { wholeNumber } from '../option-values.ts'
import { jsonText, writeOutput } from '../output.ts'

/** What the command line says, after commander has read it. */
export interface EnergyCommandOptions {
  readonly probe: string
  readonly idle: number
  readonly json?: string
}

const help = `
Measures the idle machine first, then the command. Net energy is gross energy less idle power × seconds. Nothing else should run.

Probes:
  rapl              energy counters of Intel and AMD CPUs (Linux)
  pi-pmic           the power management chip of a Raspberry Pi 5
  csv:FILE          a file that "pyjoulescope_driver statistics" is writing
  command:COMMAND   a shell command that prints watts

Example:
  $ edgejson energy --probe rapl -- npx vitest --project edgejson --run`

/** Adds `edgejson energy -- COMMAND`. */
export function registerEnergy(command: Command): void {
  command
    .argument('<command...>', 'the command to measure, after --')
    .addOption(new Option('--probe <probe>', 'what measures, see below').makeOptionMandatory())
    .option(
      '--idle <seconds>',
      'seconds of the idle machine before; 0: no idle and no net figure',
      wholeNumber(0),
      30,
    )
    .option('--json <file>', 'write the figures as JSON')
    .addHelpText('after', help)
    .action(async (words: readonly string[], options: EnergyCommandOptions) => {
      process.exitCode = await runEnergy(words, options)
    })
}

/**
 * Measures a command.
 *
 * @returns the exit code of the command; 2 when it is 0 and the probe failed
 * @throws {EdgejsonError} when the probe or the command cannot be started
 */
export async function runEnergy(words: readonly string[], options: EnergyCommandOptions): Promise<number> {
  const probe = await openProbe(options.probe)
  const { result, energy } = await measureEnergy(probe, options.idle, () => runCommand(words))
  const failed = 'error' in energy
  const text = failed ? `Energy ${NOT_MEASURED_WORDS}: ${errorMessage(energy.error)}` : energyText(energy)
  process.stderr.write(`${printable(text)}\n`)
  if (options.json !== undefined) {
    await writeOutput(
      options.json,
      [jsonText(failed ? null : { probe: options.probe, ...energy })],
      process.stdout,
    )
  }
  return result === 0 && failed ? 2 : result
}

/** `Energy: 812 J gross, 401 J net in 60.2 s (idle 6.83 W); scope: 1 CPU package`. */
export function energyText(energy: EnergyFigures): string {
  const { grossJoules, netJoules, idleWatts, seconds, scope } = energy
  const net = netJoules === null ? `net ${NOT_MEASURED_WORDS}` : `${joulesText(netJoules)} net`
  const idle = idleWatts === null ? `idle ${NOT_MEASURED_WORDS}` : `idle ${quantity(idleWatts)} W`
  return `Energy: ${joulesText(grossJoules)} gross, ${net} in ${quantity(seconds)} s (${idle}); scope: ${scope}`
}

async function runCommand([file = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit' })
  try {
    const [code, signal]: unknown[] = await once(child, 'close')
    if (typeof code === 'number') return code
    const numbers: Readonly<Record<string, number>> = constants.signals
    return 128 + (numbers[String(signal)] ?? 0)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the command ${quoted(file)} cannot be started: ${errorMessage(error)}.`,
    )
  }
}
